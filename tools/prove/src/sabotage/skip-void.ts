import { createRequire } from 'node:module';

interface Gateway {
  void: () => Promise<string>;
}

// Of order-processor, in which this runs.
const { PaymentGateway } = createRequire(process.argv[1]!)('./providers/payment-gateway.service.js') as {
  PaymentGateway: { prototype: Gateway };
};
PaymentGateway.prototype.void = () => Promise.resolve('void_of_nothing');
