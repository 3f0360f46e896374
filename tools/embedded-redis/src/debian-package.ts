import { SpawnedProcess } from './spawned-process';

/** Thrown when apt-get could not install the package. The message ends with what it said. */
export class PackageInstallError extends Error {
  constructor(
    readonly packageName: string,
    readonly log: readonly string[],
  ) {
    super(`apt-get could not install ${packageName}:\n${log.join('\n')}`);
    this.name = 'PackageInstallError';
  }
}

/** Installs a package of Debian or Ubuntu without starting the service in it, now or at the next boot. Needs root. */
export async function installDebianPackage(name: string): Promise<void> {
  // flock: suites run in parallel, and each finds the package missing.
  const apt = await SpawnedProcess.spawn('flock', [`/tmp/install-${name}.lock`, 'sh', '-c', script, 'install', name], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  const { code } = await apt.exited;
  if (code !== 0) throw new PackageInstallError(name, apt.lastLines);
}

const script = `
  set -e
  command -v "$1" >/dev/null && exit 0

  # Without this the package's own script starts a server on the default port.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    trap 'rm -f $policy' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\\nexit 101\\n' >$policy
    chmod +x $policy
  fi

  # A source that cannot be reached does not matter as long as the package is found in another.
  apt-get update -qq || true
  # The timeout is for a system update that holds dpkg's lock at this moment.
  apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends "$1"

  # The package enables its service for the next boot. Both may be absent, or have nothing to do.
  systemctl disable --now "$1" 2>/dev/null || true
  update-rc.d "$1" disable 2>/dev/null || true
`;
