import { Injectable } from '@nestjs/common';
import { type BreakerState, breakerStates, type Provider, providers } from '@ofs/contracts';
import { RedisConnections } from '@ofs/redis-queue';
import { providersKey } from './keys';

/** How one consumer finds a provider. */
export interface ProviderState {
  name: Provider;
  state: BreakerState;
  /** When it was last found to be down, or to be up again, RFC 3339. */
  since: string;
}

/** How several consumers find a provider who find it alike. */
export interface ProviderView extends ProviderState {
  consumers: number;
}

/** What consumers tell each other's operators about the providers they call. */
@Injectable()
export class ProviderStates {
  constructor(private readonly connections: RedisConnections) {}

  /** Holds for so many milliseconds, or until the consumer tells anew. @throws RedisUnavailableError */
  async tell(consumer: string, states: readonly ProviderState[], holdsMs: number): Promise<void> {
    await this.connections.ask((redis) => redis.set(providersKey(consumer), JSON.stringify(states), 'PX', holdsMs));
  }

  /** What these consumers have told lately, those together who find a provider in the same state. @throws RedisUnavailableError */
  async toldBy(consumers: readonly string[]): Promise<ProviderView[]> {
    if (consumers.length === 0) return [];
    // A consumer of several partitions is named by each of them.
    const keys = [...new Set(consumers)].map(providersKey);
    const told = await this.connections.ask((redis) => redis.mget(keys));
    const states = told.flatMap((text) => (text === null ? [] : (JSON.parse(text) as ProviderState[])));
    return providers.flatMap((name) => breakerStates.flatMap((state) => together(name, state, states)));
  }
}

/** One view, or none where nobody finds the provider so. */
function together(name: Provider, state: BreakerState, states: readonly ProviderState[]): ProviderView[] {
  const times = states.filter((told) => told.name === name && told.state === state).map(({ since }) => since);
  return times.length === 0 ? [] : [{ name, state, since: times.sort()[0]!, consumers: times.length }];
}
