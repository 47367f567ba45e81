import { CompletionRelayClient, type GatewayAddress, type WorkerHello } from '@belugapi/contracts';
import { channelOptions } from './channel-options.js';
import { WorkerCredentials, type WorkerRelayTls } from './worker-credentials.js';
import { WorkerLink } from './worker-link.js';

export interface WorkerRelayOptions {
  /** The token that all services of one installation share. */
  readonly token: string;
  /** Default: plain text. */
  readonly tls?: WorkerRelayTls | undefined;
  /** What a link says first. */
  readonly hello: () => WorkerHello;
  readonly onLink?: (gatewayId: string, event: 'opened' | 'lost', reason?: string) => void;
}

/** A worker's links, one to each gateway process. A link that broke is opened anew when its gateway is heard of again. */
export class WorkerRelay {
  private readonly links = new Map<string, WorkerLink>();
  private readonly credentials: WorkerCredentials;
  private closed = false;

  /** Throws on files for TLS that are none. */
  constructor(private readonly options: WorkerRelayOptions) {
    this.credentials = new WorkerCredentials(options.tls);
  }

  /** The link to a gateway, opened if there is none. */
  link({ gatewayId, relayAddress }: GatewayAddress): WorkerLink {
    const existing = this.links.get(gatewayId);
    if (existing?.open) return existing;
    if (this.closed) throw new Error('the relay is closed');
    const options = { ...channelOptions, ...this.credentials.options };
    const client = new CompletionRelayClient(relayAddress, this.credentials.current(), options);
    const link = new WorkerLink(client, this.options.token, this.options.hello(), (reason) => {
      if (this.links.get(gatewayId) === link) this.links.delete(gatewayId);
      this.options.onLink?.(gatewayId, 'lost', reason);
    });
    this.links.set(gatewayId, link);
    this.options.onLink?.(gatewayId, 'opened');
    return link;
  }

  /** Says the worker's state anew on every link. */
  announce(): void {
    for (const link of this.links.values()) link.hello(this.options.hello());
  }

  close(): void {
    this.closed = true;
    for (const link of this.links.values()) link.close();
  }
}
