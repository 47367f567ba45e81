import { Controller, Get, Res } from '@nestjs/common';
import { GatewayRelay } from '@belugapi/relay';
import { OperationsServer } from '@belugapi/service-kit';
import type { FastifyReply } from 'fastify';

/** /livez and /readyz, for whoever cannot reach the operations port. Neither asks a vendor. */
@Controller()
export class HealthController {
  constructor(
    private readonly operations: OperationsServer,
    private readonly relay: GatewayRelay,
  ) {}

  @Get('livez')
  live(): object {
    return { status: 'ok' };
  }

  @Get('readyz')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { ready, dependencies } = await this.operations.readiness();
    reply.status(ready ? 200 : 503);
    return { status: ready ? 'ok' : 'unavailable', dependencies, workers: this.workers() };
  }

  private workers(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { provider, draining } of this.relay.workers()) {
      if (!draining) counts[provider] = (counts[provider] ?? 0) + 1;
    }
    return counts;
  }
}
