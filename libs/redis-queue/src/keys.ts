/**
 * The part of a key that Redis Cluster hashes (the cluster specification, "Hash tags"). Whatever has to commit in one step
 * with a queue's messages is named with the tag of their partition.
 */
export function hashTag(queue: string, partition: number): string {
  return `{${queue}:${partition}}`;
}

export interface QueueKeys {
  /** What all of the partition's keys begin with. */
  tag: string;
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
  /** String: how many messages wait for others of their partition key, outside the stream. */
  parked: string;
  /** String, in partition 0 for all of them: there while the queue is paused. */
  paused: string;
  /** String, in partition 0 alone: over how many partitions the queue is spread. */
  partitions: string;
}

export function queueKeys(queue: string, partition: number): QueueKeys {
  const tag = hashTag(queue, partition);
  return {
    tag,
    stream: `${tag}:stream`,
    delayed: `${tag}:delayed`,
    dead: `${tag}:dead`,
    deadLetters: `${tag}:dead-letters`,
    consumers: `${tag}:consumers`,
    parked: `${tag}:parked`,
    paused: `${hashTag(queue, 0)}:paused`,
    partitions: `${tag}:partitions`,
  };
}

/** List: the messages of one partition key that are not done, oldest first. */
export function orderedKey({ tag }: QueueKeys, partitionKey: string): string {
  return `${tag}:ordered:${partitionKey}`;
}
