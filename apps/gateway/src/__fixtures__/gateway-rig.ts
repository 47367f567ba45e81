import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { acquireMoney, connectBus, dispatchCompletion, ensureUsageStream, subjects, verifyKey } from '@belugapi/bus';
import {
  AcquireMoneyRequest,
  AcquireMoneyResponse,
  DispatchCompletion,
  DispatchReply,
  MoneyLeaseResponse,
  UsageBatch,
  type UsageEvent,
  VerifyKeyResponse,
} from '@belugapi/contracts';
import { WorkerRelay } from '@belugapi/relay';
import { OperationsServer, type RunningService, serviceConfigSchema } from '@belugapi/service-kit';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { readGatewayConfig } from '../gateway-config.js';
import { startGateway } from '../start-gateway.js';
import { StandInWorker, type WorkerAttempt } from './stand-in-worker.js';

const token = 'token-of-this-spec';
export const apiKey = 'bapi_rig_0123456789abcdef';

/** Ids that no day of the year retires. `talker` speaks, `hearer` and `spelling-hearer` transcribe. */
const catalog = `
models:
  gpt-4o-transcribe: { state: active }
  gpt-4o-mini-transcribe: { state: active }
  talker: { like: gpt-4.1-mini-2025-04-14, upstreamModel: talker-1, prices: { input: 1, output: 10 } }
  hearer: { like: gpt-4o-transcribe, parameters: { logprobs: rejected }, prices: { input: 2, output: 10, audioInput: 6, audioMinute: 0.006 } }
  spelling-hearer: { like: gpt-4o-transcribe }
  old-talker: { like: talker-source, state: { retired: 2026-01-02 }, substitute: talker }
  gone-talker: { like: talker-source, state: { retired: 2026-01-02 }, replacement: talker }
`.replaceAll('talker-source', 'gpt-4.1-mini-2025-04-14');

/** A whole gateway in this process, with auth and a provider's worker played by the spec. */
export class GatewayRig {
  readonly usage: UsageEvent[] = [];
  /** What the gateway logged. */
  readonly lines: Record<string, unknown>[] = [];
  readonly registry = new Registry();
  readonly worker: StandInWorker;
  private readonly home = mkdtempSync(path.join(tmpdir(), 'belugapi-gateway-'));
  private service: RunningService | undefined;

  private constructor(
    private readonly connection: NatsConnection,
    private readonly relay: WorkerRelay,
  ) {
    this.worker = new StandInWorker(relay);
  }

  /** `environment` is the process's own: what the gateway reads is set there. */
  static async start(natsUrl: string, environment: Record<string, string | undefined>): Promise<GatewayRig> {
    const connection = await connectBus({ url: natsUrl, name: 'gateway-rig' });
    const relay = new WorkerRelay({
      token,
      hello: () => ({ workerId: 'worker', provider: 'openai', models: [], capacity: 8, draining: false, version: '' }),
    });
    const rig = new GatewayRig(connection, relay);
    const catalogFile = path.join(rig.home, 'catalog.yaml');
    writeFileSync(catalogFile, catalog);
    Object.assign(environment, { PORT: '0', BELUGA_RELAY_TOKEN: token, BELUGA_CATALOG: catalogFile });
    await ensureUsageStream(connection);
    rig.answerBus();
    const { registry } = rig;
    const context = {
      name: 'gateway',
      config: serviceConfigSchema.parse({ BELUGA_GRACE_SECONDS: 1 }),
      logger: pino({}, { write: (line) => rig.lines.push(JSON.parse(line) as Record<string, unknown>) }),
      connection,
      operations: new OperationsServer(registry),
      registry,
    };
    rig.service = await startGateway(context, readGatewayConfig());
    return rig;
  }

  get url(): string {
    return this.service?.addresses?.['http'] ?? '';
  }

  /** The next attempt that reaches the worker. */
  attempt(): Promise<WorkerAttempt> {
    return this.worker.next();
  }

  post(where: string, init: RequestInit): Promise<Response> {
    const headers = { authorization: `Bearer ${apiKey}`, ...(init.headers as Record<string, string> | undefined) };
    return fetch(`${this.url}${where}`, { method: 'POST', ...init, headers });
  }

  async stop(): Promise<void> {
    await this.service?.close();
    await this.relay.close();
    await this.connection.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  private answerBus(): void {
    const principal = {
      keyId: 'key',
      publicId: 'rig',
      organizationId: 'organization',
      name: 'rig',
      scopes: ['completions'],
      allowedModels: [],
      version: 1,
    };
    const accepted = VerifyKeyResponse.fromPartial({ result: { $case: 'principal', value: principal } });
    this.serve(acquireMoney.subject, (data) => {
      const leases = AcquireMoneyRequest.decode(data).leases.map(() => MoneyLeaseResponse.create({ unlimited: true }));
      return AcquireMoneyResponse.encode({ leases }).finish();
    });
    this.serve(verifyKey.subject, () => VerifyKeyResponse.encode(accepted).finish());
    this.serve(dispatchCompletion('openai').subject, (data) => {
      const reply = this.worker.accept(DispatchCompletion.decode(data));
      return reply && DispatchReply.encode(reply).finish();
    });
    this.connection.subscribe(subjects.usageEvents, {
      callback: (_error: Error | null, { data }: Msg) => void this.usage.push(...UsageBatch.decode(data).events),
    });
  }

  private serve(subject: string, answer: (data: Uint8Array) => Uint8Array | undefined): void {
    this.connection.subscribe(subject, {
      callback: (_error: Error | null, message: Msg) => {
        const reply = answer(message.data);
        if (reply) message.respond(reply);
      },
    });
  }
}
