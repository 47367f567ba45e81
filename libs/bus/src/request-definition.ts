import type { MessageFns } from '@belugapi/contracts';

/** One request of the bus: where it goes and how both ways are encoded. */
export interface RequestDefinition<Request, Response> {
  readonly subject: string;
  readonly request: MessageFns<Request>;
  readonly response: MessageFns<Response>;
}
