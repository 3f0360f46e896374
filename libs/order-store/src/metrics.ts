import { Counter } from 'prom-client';

// prom-client's own registry, as every library of a process shares it: whoever serves `/metrics` has this too.

export const removedTotal = new Counter({
  name: 'orders_removed_total',
  help: 'Ended orders that were removed by this process as their retention was over, by how they had ended',
  labelNames: ['status'] as const,
});
