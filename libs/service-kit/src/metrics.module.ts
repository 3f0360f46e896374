import { Controller, Get, Header, Module } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { collectDefaultMetrics, register } from 'prom-client';

const TEXT_FORMAT = register.contentType;

@ApiTags('health')
@Controller('metrics')
class MetricsController {
  constructor() {
    // The registry is the process's; an app that is started in it again, as in tests, finds them there.
    if (register.getSingleMetric('process_cpu_seconds_total') === undefined) collectDefaultMetrics();
  }

  @Get()
  @Header('Content-Type', TEXT_FORMAT)
  @ApiOperation({ summary: 'Metrics for Prometheus' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  get(): Promise<string> {
    return register.metrics();
  }
}

/** `GET /metrics`: what prom-client's registry holds, the process's own figures included. */
@Module({ controllers: [MetricsController] })
export class MetricsModule {}
