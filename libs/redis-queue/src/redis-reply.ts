import { ReplyError } from 'ioredis';

/** Whether Redis itself refused a command, with an error that matches; as opposed to not having answered. */
export function isRefusal(error: unknown, pattern: RegExp): boolean {
  return error instanceof Error && error.name === 'ReplyError' && pattern.test(error.message);
}

/**
 * Whether Redis cannot serve now but may later, as opposed to having refused a command that it will always refuse: it did not
 * answer at all, or it is starting, failing over, out of memory, or not to be written to. `EXECABORT` is said of a transaction in which a command was refused for such a reason.
 */
export function isOutage(error: unknown): boolean {
  const passing =
    /^(EXECABORT|LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|READONLY|OOM|MISCONF|NOREPLICAS|NOAUTH|WRONGPASS|NOPERM)/;
  return !isRefusal(error, /^/) || isRefusal(error, passing);
}

/** What Redis refused inside a script, as the error it would have been outside. */
export function refusal(message: string): Error {
  return new (ReplyError as new (message: string) => Error)(message);
}
