import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Reply } from './idempotent-replies';
import { SandboxSettings } from './sandbox.settings';

/** Sends replies as scripted: at once, late, or never. */
@Injectable()
export class ReplySender implements OnModuleDestroy {
  private readonly waiting = new Set<() => void>();
  private stopping = false;

  constructor(private readonly settings: SandboxSettings) {}

  async send(response: FastifyReply, { status, body, headers = {}, delayMs = 0, unanswered }: Reply): Promise<void> {
    if (unanswered) return this.hold(response);
    if (delayMs > 0) await this.wait(response, delayMs);
    void response.status(status).headers(headers).send(body);
  }

  /** Requests that wait would keep the process from stopping: slow ones are answered now, unanswered ones cut. */
  onModuleDestroy(): void {
    this.stopping = true;
    for (const end of [...this.waiting]) end();
  }

  private async hold(response: FastifyReply): Promise<void> {
    response.hijack();
    await this.wait(response, this.settings.sandboxHoldMs);
    response.raw.destroy();
  }

  /** Ends early when the client hangs up or the sandbox stops. */
  private wait(response: FastifyReply, ms: number): Promise<void> {
    if (this.stopping || response.raw.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.waiting.add(end);
      response.raw.once('close', end);
    });
  }
}
