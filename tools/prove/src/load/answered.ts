import { UnansweredError } from '@ofs/testing';

/** What was answered; undefined where the request was not, and may have been carried out or not. */
export async function answered<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof UnansweredError)) throw error;
    return undefined;
  }
}
