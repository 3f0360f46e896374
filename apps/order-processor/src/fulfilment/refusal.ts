import { ProblemError } from '@ofs/contracts';
import { ProviderRefusedError } from '../providers/provider-errors';
import type { StepResult } from './order-in-hand';

/**
 * What a provider's final "no" does to an order: what was done for it is undone, and it is rejected for this reason.
 * @throws the error, when it is not a refusal
 */
export function refusalOf(type: 'order.declined' | 'order.undeliverable', error: unknown): StepResult {
  if (!(error instanceof ProviderRefusedError)) throw error;
  const failure = new ProblemError(error.problemCode, error.message).toDocument();
  return { type, findings: { failure }, detail: { error: error.message } };
}
