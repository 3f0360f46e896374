import type { OnApplicationShutdown } from '@nestjs/common';
import { Gauge, register } from 'prom-client';
import type { QueueInspector, QueueState } from './queue-inspector.service';
import type { QueueOptions } from './queue.options';

const gauges: { name: string; help: string; read: (state: QueueState) => number }[] = [
  { name: 'queue_paused', help: 'Whether the queue is paused: 0 or 1', read: ({ paused }) => Number(paused) },
  { name: 'queue_backlog', help: 'Messages that wait for a consumer', read: ({ backlog }) => backlog },
  { name: 'queue_in_flight', help: 'Messages that are with a consumer', read: ({ inFlight }) => inFlight },
  { name: 'queue_delayed', help: 'Messages that are not due yet', read: ({ delayed }) => delayed },
  { name: 'queue_dead', help: 'Dead letters', read: ({ dead }) => dead },
  { name: 'queue_consumers', help: 'Consumers that are present', read: ({ consumers }) => consumers.length },
  {
    name: 'queue_oldest_age_seconds',
    help: 'How long the oldest message has been in the stream',
    read: ({ oldestAgeMs }) => oldestAgeMs / 1_000,
  },
];

/** Asks Redis how the queue stands whenever metrics are scraped. While Redis is out of reach there is no value, rather than an old one. */
export class QueueGauges implements OnApplicationShutdown {
  private readonly own: Gauge[];

  constructor(inspector: QueueInspector, { name: queue }: QueueOptions) {
    let asked: Promise<QueueState | undefined> | undefined;
    // All gauges of one scrape share one question.
    const ask = (): Promise<QueueState | undefined> => {
      asked ??= inspector.inspect().catch(() => undefined);
      setImmediate(() => (asked = undefined));
      return asked;
    };
    this.own = gauges.map(({ name, help, read }) => {
      // The registry is the process's: of two apps in it, as in tests, the later one's figures are served.
      register.removeSingleMetric(name);
      return new Gauge({
        name,
        help,
        labelNames: ['queue'],
        async collect() {
          const state = await ask();
          this.reset();
          if (state !== undefined) this.set({ queue }, read(state));
        },
      });
    });
  }

  onApplicationShutdown(): void {
    for (const [index, { name }] of gauges.entries()) {
      if (register.getSingleMetric(name) === this.own[index]) register.removeSingleMetric(name);
    }
  }
}
