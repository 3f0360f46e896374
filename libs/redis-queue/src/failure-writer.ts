import type { Message } from './message';
import type { FailureOutcome } from './outcome';
import type { WriteSet } from './write-set';

export interface Failure {
  message: Message;
  error: unknown;
  outcome: FailureOutcome;
  /** The id of the dead letter that the message becomes, if it does. */
  letterId?: string;
}

/**
 * Asked when an attempt has failed: what else is written in the step that puts the message off or buries it. Provide a
 * subclass as this class; without one, nothing is.
 */
export abstract class FailureWriter {
  /**
   * May be asked again for the same failure, when the write set's guard turned out to be stale. `needless` when what the message is
   * about has been settled by another: then it is acknowledged, as there is nothing left to try and nobody has to look at it.
   */
  abstract writesFor(failure: Failure): Promise<WriteSet | 'needless'>;
}
