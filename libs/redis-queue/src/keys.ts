/**
 * The part of a key that Redis Cluster hashes (the cluster specification, "Hash tags"). Whatever has to commit in one step
 * with a queue's messages is named with the tag of their partition.
 */
export function hashTag(queue: string, partition: number): string {
  return `{${queue}:${partition}}`;
}

export interface QueueKeys {
  /** Stream: messages that wait for a consumer or are with one. */
  stream: string;
  /** Sorted set: messages that are not due yet, by the time they are. */
  delayed: string;
  /** Sorted set: ids of dead letters, all of score 0, so that they lie in the order of their death. */
  dead: string;
  /** Hash: the dead letters, by id. */
  deadLetters: string;
  /** Sorted set: names of the consumers that are present, by when they last said so. */
  consumers: string;
  /** String, in partition 0 alone: over how many partitions the queue is spread. */
  partitions: string;
}

export function queueKeys(queue: string, partition: number): QueueKeys {
  const tag = hashTag(queue, partition);
  return {
    stream: `${tag}:stream`,
    delayed: `${tag}:delayed`,
    dead: `${tag}:dead`,
    deadLetters: `${tag}:dead-letters`,
    consumers: `${tag}:consumers`,
    partitions: `${tag}:partitions`,
  };
}
