import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type CompletionEvent, type GatewayAddress, type WorkerHello } from '@belugapi/contracts';
import { GatewayRelay, type GatewayRelayOptions, type RelayListener, type RelayStream } from '../gateway-relay.js';
import type { LinkedCompletion, WorkerLink } from '../worker-link.js';
import type { WorkerRelayTls } from '../worker-credentials.js';
import { WorkerRelay } from '../worker-relay.js';

const token = 'relay-secret-of-this-test';

/** Fulfils waits on what has been heard, in order. */
export class Heard<Item> {
  readonly items: Item[] = [];
  private waiting: (() => void)[] = [];

  add(item: Item): void {
    this.items.push(item);
    for (const check of this.waiting.splice(0)) check();
  }

  /** Resolves once `wanted` holds for everything heard; the test's own deadline ends a wait in vain. */
  async until(wanted: (items: readonly Item[]) => boolean): Promise<readonly Item[]> {
    while (!wanted(this.items)) await new Promise<void>((resolve) => this.waiting.push(resolve));
    return this.items;
  }

  count(count: number): Promise<readonly Item[]> {
    return this.until((items) => items.length >= count);
  }
}

export type GatewayNote = { readonly events: readonly CompletionEvent[] } | 'turnEnd' | 'workerLost';

/** One attempt at the gateway, and what it hears. */
export class GatewayEar implements RelayListener {
  readonly heard = new Heard<GatewayNote>();
  stream!: RelayStream;

  events(events: readonly CompletionEvent[]): void {
    this.heard.add({ events });
  }

  turnEnd(): void {
    this.heard.add('turnEnd');
  }

  workerLost(): void {
    this.heard.add('workerLost');
  }
}

export type WorkerNote = 'cancel' | 'pause' | 'resume' | 'settled' | 'unsendable' | 'linkLost';

/** One completion at the worker, and what it is told. */
export class WorkerEar implements LinkedCompletion {
  readonly told = new Heard<WorkerNote>();
  cancel = () => this.told.add('cancel');
  pause = () => this.told.add('pause');
  resume = () => this.told.add('resume');
  settled = () => this.told.add('settled');
  unsendable = () => this.told.add('unsendable');
  linkLost = () => this.told.add('linkLost');
}

/** A wire between the two that can be cut or stopped. */
export interface Wire {
  readonly address: GatewayAddress;
  readonly connections: Set<Socket>;
  cut(): void;
}

/** Gateways, workers and wires of one spec, all closed by `close`. */
export class RelayPair {
  private readonly gateways: GatewayRelay[] = [];
  private readonly workers: WorkerRelay[] = [];
  private readonly wires: { server: Server; connections: Set<Socket> }[] = [];

  async gateway(
    options: Partial<GatewayRelayOptions> = {},
  ): Promise<{ relay: GatewayRelay; address: GatewayAddress; presence: Heard<[string, boolean]> }> {
    const presence = new Heard<[string, boolean]>();
    const onPresence = (hello: WorkerHello, present: boolean) => presence.add([hello.workerId, present]);
    const relay = new GatewayRelay({ token, onPresence, ...options });
    this.gateways.push(relay);
    const port = await relay.listen('127.0.0.1', 0);
    return { relay, presence, address: { gatewayId: `gateway-${port}`, relayAddress: `127.0.0.1:${port}` } };
  }

  worker(options: { token?: string; hello?: () => WorkerHello; tls?: WorkerRelayTls } = {}): {
    relay: WorkerRelay;
    links: Heard<{ event: 'opened' | 'lost'; reason: string | undefined }>;
  } {
    const links = new Heard<{ event: 'opened' | 'lost'; reason: string | undefined }>();
    const relay = new WorkerRelay({
      token,
      hello: () => helloOf('worker-1'),
      onLink: (_gatewayId, event, reason) => links.add({ event, reason }),
      ...options,
    });
    this.workers.push(relay);
    return { relay, links };
  }

  async wire(to: GatewayAddress): Promise<Wire> {
    const [host, port] = to.relayAddress.split(':');
    const connections = new Set<Socket>();
    const server = createServer((socket) => {
      const onward = connect(Number(port), host);
      for (const end of [socket, onward]) {
        connections.add(end);
        end.on('error', () => undefined);
      }
      socket.pipe(onward).pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.wires.push({ server, connections });
    const address = { ...to, relayAddress: `127.0.0.1:${(server.address() as AddressInfo).port}` };
    return { address, connections, cut: () => connections.forEach((socket) => socket.destroy()) };
  }

  async close(): Promise<void> {
    for (const worker of this.workers) worker.close();
    await Promise.all(this.gateways.map((gateway) => gateway.close()));
    for (const { server, connections } of this.wires) {
      server.close();
      for (const socket of connections) socket.destroy();
    }
  }
}

export function helloOf(workerId: string, more: Partial<WorkerHello> = {}): WorkerHello {
  return { workerId, provider: 'openai', models: [], capacity: 0, draining: false, version: 'test', ...more };
}

export function openAt(relay: GatewayRelay, completionId = 'chatcmpl-1'): GatewayEar {
  const ear = new GatewayEar();
  ear.stream = relay.open(completionId, ear);
  return ear;
}

export function attachAt(link: WorkerLink, streamId: number): WorkerEar {
  const ear = new WorkerEar();
  link.attach(streamId, ear);
  return ear;
}

export function textEvent(text: string): CompletionEvent {
  return { event: { $case: 'text', value: { choice: 0, text, logprobs: [] } } };
}

export function textsOf(notes: readonly GatewayNote[]): string[] {
  return notes.flatMap((note) =>
    typeof note === 'string'
      ? []
      : note.events.flatMap(({ event }) => (event?.$case === 'text' ? [event.value.text] : [])),
  );
}
