import { isPortFree, portFrom } from '@ofs/embedded-redis';

interface PlannedService {
  name: string;
  portVariable: string;
  port: number;
}

export interface LaunchPlan {
  /** In the order of their start; they stop in the opposite one, so that each finds what it needs until its end. */
  services: PlannedService[];
  redisPort: number;
  /** Use this server, and start none. */
  redisUrl?: string;
}

/**
 * What to start where.
 * @throws PortSettingError
 */
export function launchPlan(env: NodeJS.ProcessEnv): LaunchPlan {
  const service = (name: string, portVariable: string, standard: number): PlannedService => ({
    name,
    portVariable,
    port: portFrom(env, portVariable, standard),
  });
  return {
    services: [
      service('provider-sandbox', 'PROVIDER_SANDBOX_PORT', 3002),
      service('order-processor', 'ORDER_PROCESSOR_PORT', 3001),
      service('order-api', 'ORDER_API_PORT', 3000),
    ],
    redisPort: portFrom(env, 'REDIS_PORT', 6379),
    redisUrl: env.REDIS_URL || undefined,
  };
}

/** The settings under which the services find each other. What the user has set stays as it is. */
export function environmentOf(plan: LaunchPlan, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const sandbox = plan.services.find(({ name }) => name === 'provider-sandbox')!;
  const providers = `http://127.0.0.1:${sandbox.port}`;
  const defaults = {
    REDIS_URL: `redis://127.0.0.1:${plan.redisPort}`,
    DEFAULT_PAYMENT_TOKEN: 'tok_ok',
    PAYMENT_GATEWAY_URL: providers,
    CARRIER_URL: providers,
    SANDBOX_JOURNAL: '.data/sandbox/journal.ndjson',
  };
  // The services count an empty variable as unset; so do we.
  const chosen = Object.entries(env).filter(([, value]) => value !== '');
  return { ...defaults, ...Object.fromEntries(chosen) };
}

/** Why a service could not listen, a sentence for each that could not. */
export async function portFaults({ services }: LaunchPlan): Promise<string[]> {
  const faults: string[] = [];
  for (const { name, port, portVariable } of services) {
    const rival = services.find((other) => other.port === port && other.name !== name);
    if (!(await isPortFree(port))) {
      const remedy = `end what listens there, or set ${portVariable} to a free one`;
      faults.push(`port ${port} is taken; ${name} needs it: ${remedy}`);
    } else if (rival !== undefined) {
      faults.push(`${name} and ${rival.name} both want port ${port}: change ${portVariable}`);
    }
  }
  return faults;
}
