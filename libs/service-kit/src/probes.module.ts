import {
  Controller,
  type DynamicModule,
  Get,
  Inject,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type Type,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  HealthCheck,
  HealthCheckService,
  type HealthIndicatorResult,
  HealthIndicatorService,
  TerminusModule,
} from '@nestjs/terminus';

/** One thing a probe asks about. Resolves to why it fails, or to undefined when all is well. */
export interface Probe {
  readonly name: string;
  check(): Promise<string | undefined> | string | undefined;
}

export interface ProbesOptions {
  imports?: DynamicModule['imports'];
  /** Without these the process is of no use and has to be restarted. Never what lives outside it. */
  live?: Type<Probe>[];
  /** Without these no traffic should come here, for now. */
  ready?: Type<Probe>[];
}

const LIVE = Symbol('live probes');
const READY = Symbol('ready probes');

/** Ready only between the end of the start and the beginning of the stop. */
@Injectable()
class Lifecycle implements Probe, OnApplicationBootstrap, OnModuleDestroy {
  readonly name = 'lifecycle';
  private phase: 'starting' | 'running' | 'stopping' = 'starting';

  onApplicationBootstrap(): void {
    this.phase = 'running';
  }

  onModuleDestroy(): void {
    this.phase = 'stopping';
  }

  check(): string | undefined {
    return this.phase === 'running' ? undefined : `the service is ${this.phase}`;
  }
}

@ApiTags('health')
@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    private readonly lifecycle: Lifecycle,
    @Inject(LIVE) private readonly live: Probe[],
    @Inject(READY) private readonly ready: Probe[],
  ) {}

  @Get('live')
  @HealthCheck()
  @ApiOperation({ summary: 'Whether the process works; if not, restart it' })
  liveness() {
    return this.report(this.live);
  }

  @Get('ready')
  @HealthCheck()
  @ApiOperation({ summary: 'Whether requests should be sent here now' })
  readiness() {
    return this.report([this.lifecycle, ...this.ready]);
  }

  @Get('startup')
  @HealthCheck()
  @ApiOperation({ summary: 'Whether the service has started' })
  startup() {
    return this.report([this.lifecycle]);
  }

  private report(probes: Probe[]) {
    return this.health.check(probes.map((probe) => () => this.ask(probe)));
  }

  private async ask(probe: Probe): Promise<HealthIndicatorResult> {
    const fault = await probe.check();
    const indicator = this.indicator.check(probe.name);
    return fault === undefined ? indicator.up() : indicator.down(fault);
  }
}

/** `/health/live`, `/health/ready` and `/health/startup`, as Kubernetes asks them. */
@Module({})
export class ProbesModule {
  static forRoot({ imports = [], live = [], ready = [] }: ProbesOptions): DynamicModule {
    return {
      module: ProbesModule,
      imports: [TerminusModule.forRoot({ logger: false }), ...imports],
      controllers: [HealthController],
      providers: [
        Lifecycle,
        ...new Set([...live, ...ready]),
        { provide: LIVE, inject: live, useFactory: (...probes: Probe[]) => probes },
        { provide: READY, inject: ready, useFactory: (...probes: Probe[]) => probes },
      ],
    };
  }
}
