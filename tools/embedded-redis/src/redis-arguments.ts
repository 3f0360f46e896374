/** The command line of a Redis that nobody outside reaches and that confirms a write only once it is on disk. */
export function redisArguments({ dir, port, args = [] }: { dir: string; port: number; args?: string[] }): string[] {
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir,
    appendonly: 'yes',
    appendfsync: 'always',
    'maxmemory-policy': 'noeviction',
    save: '',
    // Its readiness is read from the log.
    loglevel: 'notice',
    logfile: '',
    daemonize: 'no',
  };
  return [...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]), ...args];
}
