import type { CompletionEvent, Failure, TokenUsage } from '@belugapi/contracts';
import type { UsageCost } from '@belugapi/completion';
import type { Answer, AnswerHeaders } from './answer.js';
import type { CallerConnection } from './caller-connection.js';
import { errorBody } from './error-body.js';
import type { EventEncoder } from './event-encoder.js';

export interface StreamedAnswerOptions {
  readonly connection: CallerConnection;
  readonly encoder: EventEncoder;
  readonly headers: () => AnswerHeaders;
  readonly requestId: string;
  /** A comment goes out after so much silence, so that no proxy takes the connection for dead. */
  readonly keepAliveMs: number;
}

const end = 'data: [DONE]\n\n';

/** An answer as server-sent events. Ends with `[DONE]` whatever happens, after an error frame where it failed. */
export class StreamedAnswer implements Answer {
  committed = false;
  private text = '';
  private ended = false;
  private readonly keepAlive: NodeJS.Timeout;

  constructor(private readonly options: StreamedAnswerOptions) {
    this.keepAlive = setTimeout(() => {
      this.text += ': keep-alive\n\n';
      this.flush();
    }, options.keepAliveMs);
  }

  add(event: CompletionEvent): void {
    this.text += this.options.encoder.encode(event);
  }

  flush(): void {
    if (this.text === '' || this.ended) return;
    this.commit();
    this.options.connection.write(this.text);
    this.text = '';
    this.keepAlive.refresh();
  }

  restart(): void {
    this.text = '';
    this.options.encoder.restart();
  }

  complete(usage: TokenUsage, cost: UsageCost | undefined): void {
    this.finish(this.options.encoder.ending(usage, cost));
  }

  fail(failure: Failure): void {
    this.finish(`data: ${JSON.stringify(errorBody(failure, this.options.requestId))}\n\n`);
  }

  abandon(): void {
    this.ended = true;
    clearTimeout(this.keepAlive);
  }

  private finish(last: string): void {
    if (this.ended) return;
    this.commit();
    this.abandon();
    this.options.connection.end(this.text + last + end);
    this.text = '';
  }

  private commit(): void {
    if (this.committed) return;
    this.committed = true;
    this.options.connection.writeHead(200, {
      ...this.options.headers(),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
  }
}
