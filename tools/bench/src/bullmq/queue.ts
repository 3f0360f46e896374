import type { DefaultJobOptions } from 'bullmq';

export const QUEUE = 'orders';
export const JOB = 'fulfil';

/** A queue's connection, as docs.bullmq.io has it for an API ("Failing fast when Redis is down"). */
export function producerConnection(url: string): { url: string; enableOfflineQueue: boolean } {
  return { url, enableOfflineQueue: false };
}

/** A worker's, as it has it in "Going to production". */
export function workerConnection(url: string): { url: string; maxRetriesPerRequest: null } {
  return { url, maxRetriesPerRequest: null };
}

/** What has ended leaves, as "Auto-removal of jobs" advises for production. */
export const removal = {
  removeOnComplete: { age: 3_600, count: 1_000 },
  removeOnFail: { age: 24 * 3_600, count: 5_000 },
};

/** Attempts and their backoff are order-processor's. */
export const jobOptions: DefaultJobOptions = {
  attempts: 20,
  backoff: { type: 'exponential', delay: 1_000 },
  ...removal,
};
