import { prettyFactory } from 'pino-pretty';

/** ANSI colours, one for each service in the order in which they first speak. */
const COLOURS = [36, 33, 35, 32, 34];
const NAME_WIDTH = 'provider-sandbox'.length;

/** One readable log of several services that write JSON lines. */
export class LogPrinter {
  private readonly pretty: ReturnType<typeof prettyFactory>;
  private readonly colours = new Map<string, number>();

  constructor(
    private readonly write: (text: string) => void,
    private readonly inColour: boolean,
  ) {
    this.pretty = prettyFactory({
      colorize: inColour,
      // Its own stack is worth lines. What a message failed by is a list of names and sentences, called `error`, and would take six.
      errorLikeObjectKeys: ['err'],
      ignore: 'pid,hostname,service,context',
      messageFormat: (log, key) => sentenceOf(log as Record<string, string | undefined>, key),
      singleLine: true,
      translateTime: 'SYS:HH:MM:ss.l',
    });
  }

  /** A line that a service has written: pino's JSON, or anything else, which passes as it is. */
  print(service: string, line: string): void {
    const text = isJsonObject(line) ? this.pretty(line) : line;
    for (const part of text.trimEnd().split('\n')) this.write(`${this.prefixOf(service)} ${part}\n`);
  }

  private prefixOf(service: string): string {
    const name = service.padEnd(NAME_WIDTH);
    if (!this.inColour) return `${name} |`;
    const colour = this.colours.get(service) ?? COLOURS[this.colours.size % COLOURS.length]!;
    this.colours.set(service, colour);
    return `\u001b[${colour}m${name} |\u001b[0m`;
  }
}

/** Nest names the class that speaks. */
function sentenceOf(log: Record<string, string | undefined>, key: string): string {
  return log.context === undefined ? (log[key] ?? '') : `${log.context}: ${log[key] ?? ''}`;
}

function isJsonObject(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
