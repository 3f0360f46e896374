import { type BreakerState, breakerStates, type Provider } from '@ofs/contracts';
import { Gauge } from 'prom-client';

const breakerGauge = new Gauge({
  name: 'provider_breaker',
  help: 'Whether the breaker of a provider is in a state: 1 for the one it is in, 0 for the others. An open one means that it is taken to be down',
  labelNames: ['provider', 'state'] as const,
});

export function showBreaker(provider: Provider, state: BreakerState): void {
  for (const each of breakerStates) breakerGauge.set({ provider, state: each }, Number(each === state));
}
