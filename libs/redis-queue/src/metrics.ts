import { Counter, Histogram } from 'prom-client';

// prom-client's own registry, as every library of a process shares it: whoever serves `/metrics` has these too.

export const enqueuedTotal = new Counter({
  name: 'queue_enqueued_total',
  help: 'Enqueues, by what came of them: appended, duplicate, conflict, stale, full, unconfirmed',
  labelNames: ['queue', 'outcome'] as const,
});

export const settledTotal = new Counter({
  name: 'queue_settled_total',
  help: 'Deliveries that ended, by what became of the message: acknowledge, retry, dead-letter',
  labelNames: ['queue', 'outcome'] as const,
});

export const reclaimedTotal = new Counter({
  name: 'queue_reclaimed_total',
  help: 'Messages taken over from consumers whose lease had passed',
  labelNames: ['queue'] as const,
});

export const leasesLostTotal = new Counter({
  name: 'queue_leases_lost_total',
  help: 'Deliveries whose lease was lost while the handler was at work',
  labelNames: ['queue'] as const,
});

export const handedBackTotal = new Counter({
  name: 'queue_handed_back_total',
  help: 'Messages handed back by a consumer that stopped',
  labelNames: ['queue'] as const,
});

export const interruptionsTotal = new Counter({
  name: 'queue_interruptions_total',
  help: 'Turns of the consuming loop that failed, as when Redis is out of reach or refuses to write',
  labelNames: ['queue'] as const,
});

export const waitSeconds = new Histogram({
  name: 'queue_wait_seconds',
  help: 'How long messages were in the stream until their handler began',
  labelNames: ['queue'] as const,
  buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 1, 5, 30, 60, 300, 1_800, 3_600],
});

export const handlerSeconds = new Histogram({
  name: 'queue_handler_seconds',
  help: 'How long handlers took, by whether they returned or threw',
  labelNames: ['queue', 'result'] as const,
  buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
});
