interface Waiting<Request, Response> {
  readonly request: Request;
  readonly resolve: (response: Response) => void;
  readonly reject: (error: unknown) => void;
}

// What one transaction takes: it holds locks, and others wait for it.
const mostTogether = 64;

/**
 * Handles what came while the last requests were handled all together: under load many share the cost of one transaction,
 * and one alone waits for nothing.
 */
export class RequestDesk<Request, Response> {
  private waiting: Waiting<Request, Response>[] = [];
  private working = false;

  /** `handle` gives the responses in the order of the requests; where it throws, all of these requests fail. */
  constructor(private readonly handle: (requests: readonly Request[]) => Promise<readonly Response[]>) {}

  /** Rejects with what `handle` threw. */
  ask(request: Request): Promise<Response> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, resolve, reject });
      if (!this.working) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.working = true;
    while (this.waiting.length > 0) {
      const together = this.waiting.splice(0, mostTogether);
      try {
        const responses = await this.handle(together.map(({ request }) => request));
        together.forEach(({ resolve }, index) => resolve(responses[index] as Response));
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    }
    this.working = false;
  }
}
