import type { EmulatedVendorOptions, VendorRequest } from '@belugapi/testing';

/** One call as the vendor served it; its prompt tokens are unique, so a figure in the ledger says which call it is of. */
export interface ServedCall {
  readonly serial: number;
  readonly promptTokens: number;
  readonly tokens: number;
  readonly request: VendorRequest;
}

// More than any estimate of these prompts comes to.
const firstPromptTokens = 100_000;

/** The vendor's own account of what it served. */
export class VendorAccount {
  readonly served: ServedCall[] = [];

  /** Answers as the prompt says, with figures that are this call's alone. */
  readonly options: EmulatedVendorOptions = {
    answer: (request) => {
      const [message] = request.body['messages'] as { content: string }[];
      const { serial, ...directive } = JSON.parse(message?.content ?? '{}') as { serial: number; tokens: number };
      if (serial === undefined) return undefined;
      const promptTokens = firstPromptTokens + this.served.length;
      this.served.push({ serial, promptTokens, tokens: directive.tokens, request });
      return { ...directive, promptTokens };
    },
  };

  /** Whether every call has ended, one way or another. */
  get isIdle(): boolean {
    return this.served.every(({ request }) => request.outcome !== undefined);
  }
}
