import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    readonly routeTable: RouteTable;
  }
}

export interface Route {
  readonly method: string;
  /** As Fastify writes it, `/v1/models/:id`. */
  readonly url: string;
}

/** What the HTTP door takes, by method and path. */
export class RouteTable {
  private readonly known: Route[] = [];

  /** Before the first route is added: those that are there already are not seen. */
  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) this.known.push({ method: one, url });
    });
  }

  get routes(): readonly Route[] {
    return this.known;
  }

  /** The methods that a path takes; none where there is no such path. */
  methodsOf(path: string): readonly string[] {
    const steps = path.split('/');
    const methods = this.known.filter(({ url }) => fits(url.split('/'), steps)).map(({ method }) => method);
    return [...new Set(methods)];
  }
}

function fits(pattern: readonly string[], steps: readonly string[]): boolean {
  if (pattern.length !== steps.length) return false;
  return pattern.every((part, index) => (part.startsWith(':') ? steps[index] !== '' : part === steps[index]));
}
