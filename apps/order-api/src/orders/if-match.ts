import { ProblemError } from '@ofs/contracts';
import type { Order } from '@ofs/order-store';
import { etagOf } from './order-view';

/** RFC 9110, section 8.8.3. What is between the quotes may be a comma. */
const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;

/**
 * What an `If-Match` header (RFC 9110, section 13.1.1) asks of an order: to be at one of the versions that it names. A weak tag never is one.
 * @throws ProblemError `if-match-invalid`; what is returned throws `precondition-failed` where a weak tag is why nothing matches
 */
export function preconditionOf(ifMatch: string | undefined): (order: Order) => boolean {
  if (ifMatch === undefined || ifMatch.trim() === '*') return () => true;
  const tags = tagsIn(ifMatch);
  const weak = tags.find((tag) => tag.startsWith('W/'));
  return (order) => {
    const etag = etagOf(order);
    if (tags.includes(etag)) return true;
    if (weak === undefined) return false;
    const detail = `If-Match takes no weak tag such as ${weak}: the order is ${order.status}, and its tag is ${etag}`;
    throw new ProblemError('precondition-failed', detail, { headers: { ETag: etag } });
  };
}

function tagsIn(header: string): string[] {
  const elements = header.match(/(?:"[^"]*"|[^,])+/g) ?? [];
  const tags = elements.map((element) => element.trim()).filter((element) => element !== '');
  const wrong = tags.find((tag) => !ENTITY_TAG.test(tag));
  if (wrong === undefined) return tags;
  const detail = `The If-Match header is *, or entity tags in their quotes such as "v1", not ${wrong}`;
  throw new ProblemError('if-match-invalid', detail);
}
