import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';

/** Thrown when a port is in use. The message says what to change. */
export class PortTakenError extends Error {
  constructor(
    readonly port: number,
    remedy: string,
  ) {
    super(`port ${port} is taken; ${remedy}`);
    this.name = 'PortTakenError';
  }
}

/** Thrown when the variable for a port holds something else. */
export class PortSettingError extends Error {
  constructor(
    readonly variable: string,
    readonly value: string,
  ) {
    super(`${variable} must be a port between 1 and 65535, not ${JSON.stringify(value)}`);
    this.name = 'PortSettingError';
  }
}

/**
 * A port as the environment sets it. An empty variable counts as unset.
 * @throws PortSettingError
 */
export function portFrom(env: NodeJS.ProcessEnv, variable: string, standard: number): number {
  const value = env[variable] || String(standard);
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new PortSettingError(variable, value);
  return port;
}

/**
 * Whether nobody listens on this port of this machine. Asked by connecting: to listen there for a moment, as a trial, would
 * keep another process that starts at the same time from doing so in earnest.
 */
export async function isPortFree(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
  } finally {
    socket.destroy();
  }
}

/**
 * A port nobody listens on. From below the range that the system itself gives to outgoing connections: else another process's
 * connection may take the port of a server while that restarts.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    if (await isPortFree(port)) return port;
  }
}
