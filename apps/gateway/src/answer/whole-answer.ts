import { EventFold } from '@belugapi/completion';
import type { CompletionEvent } from '@belugapi/contracts';
import type { Answer, AnswerHeaders } from './answer.js';
import type { CallerConnection } from './caller-connection.js';
import { completionBody, type CompletionBodyOptions } from './completion-body.js';
import type { UsageBody } from './usage-body.js';

export interface WholeAnswerOptions extends CompletionBodyOptions {
  readonly connection: CallerConnection;
  readonly headers: () => AnswerHeaders;
}

/** An answer as one JSON body. Nothing is sent before it is complete, so it can always start again. */
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

  complete(usage: UsageBody): void {
    const { connection, headers } = this.options;
    const body = JSON.stringify(completionBody(this.options, this.fold.result(), usage));
    connection.writeHead(200, {
      ...headers(),
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      ...(usage.cost === undefined ? {} : { 'x-beluga-cost': decimal(usage.cost) }),
    });
    connection.end(body);
  }

  fail(): void {
    throw new Error('an answer that is not committed fails by its status');
  }

  /** Forgets a failed attempt's events. */
  restart(): void {
    this.fold = new EventFold();
  }
}

// Never in scientific notation: the smallest cost is a nano-dollar.
function decimal(dollars: number): string {
  return dollars.toFixed(9).replace(/\.?0+$/, '');
}
