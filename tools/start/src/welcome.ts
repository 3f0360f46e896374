const order = {
  reference: '536365',
  customerId: '17850',
  currency: 'GBP',
  lines: [{ sku: '85123A', name: 'WHITE HANGING HEART T-LIGHT HOLDER', quantity: 6, unitPrice: 255 }],
  shippingAddress: { name: 'A. Buyer', line1: '1 Main St', city: 'London', postalCode: 'N1 9GU', country: 'GB' },
};

/** What to do next, once everything is up. */
export function welcome(apiPort: number, elapsedMs: number): string {
  const api = `http://localhost:${apiPort}`;
  return `
Ready after ${(elapsedMs / 1000).toFixed(1)} s. Place an order:

  curl -i -X POST ${api}/v1/orders -H 'Content-Type: application/json' -d '${JSON.stringify(order)}'

The answer's Location tells where to see how it is fulfilled. All requests: ${api}/docs
Ctrl-C stops everything; the orders stay in .data.

`;
}
