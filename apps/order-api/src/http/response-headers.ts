/** The headers of answers, as OpenAPI describes them. */
const headers = {
  Location: {
    description: 'The path of the order',
    schema: { type: 'string', example: '/v1/orders/ord_01kaq8x5tce3qa7ge4fdm0ns00' },
  },
  ETag: {
    description: 'The version of the order, for `If-Match` and `If-None-Match`',
    schema: { type: 'string', example: '"v7"' },
  },
  'Retry-After': {
    description: 'After how many seconds it is worth to ask again; absent where nothing changes by itself',
    schema: { type: 'integer', example: 1 },
  },
  'Idempotent-Replayed': {
    description: 'On the answer to a repeat: it is what the first request was answered',
    schema: { type: 'string', example: 'true' },
  },
  Link: {
    description: 'The next page; absent on the last one',
    schema: { type: 'string', example: '</v1/orders?limit=20&cursor=b3JkXzAx>; rel="next"' },
  },
};

type Header = keyof typeof headers;

/** The headers that a response may have, for the `headers` of its description. */
export function headersOf(...names: Header[]): { headers: Record<string, (typeof headers)[Header]> } {
  return { headers: Object.fromEntries(names.map((name) => [name, headers[name]])) };
}
