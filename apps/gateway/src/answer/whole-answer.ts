import { EventFold, type FoldedCompletion, type UsageCost } from '@belugapi/completion';
import type { CompletionEvent, TokenUsage } from '@belugapi/contracts';
import type { Answer, AnswerHeaders } from './answer.js';
import type { CallerConnection } from './caller-connection.js';
import { dollars } from './usage-body.js';

export interface WholeAnswerOptions {
  readonly connection: CallerConnection;
  readonly headers: () => AnswerHeaders;
  readonly contentType: string;
  readonly render: (folded: FoldedCompletion, usage: TokenUsage, cost: UsageCost | undefined) => string;
}

/** An answer as one body. Nothing is sent before it is complete, so it can always start again. */
export class WholeAnswer implements Answer {
  readonly committed = false;
  private fold = new EventFold();

  constructor(private readonly options: WholeAnswerOptions) {}

  add(event: CompletionEvent): void {
    this.fold.add(event);
  }

  flush(): void {
    // There is nothing to send before the end.
  }

  restart(): void {
    this.fold = new EventFold();
  }

  complete(usage: TokenUsage, cost: UsageCost | undefined): void {
    const { connection, headers, contentType, render } = this.options;
    const body = render(this.fold.result(), usage, cost);
    connection.writeHead(200, {
      ...headers(),
      'content-type': contentType,
      'content-length': String(Buffer.byteLength(body)),
      ...(cost && { 'x-beluga-cost': decimal(dollars(cost.total)) }),
    });
    connection.end(body);
  }

  fail(): void {
    throw new Error('an answer that is not committed fails by its status');
  }

  abandon(): void {
    // Nothing is under way.
  }
}

// Never in scientific notation: the smallest cost is a nano-dollar.
function decimal(dollars: number): string {
  return dollars.toFixed(9).replace(/\.?0+$/, '');
}
