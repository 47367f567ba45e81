import { findOrInstallNatsServer, type NatsServer, startNatsServer } from '@belugapi/up';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A real nats-server with JetStream on loopback, on files of its own. */
export interface TestNats {
  url: string;
  port: number;
  /** The process that runs now. */
  pid(): number;
  /** Ends the server as a crash would. */
  interrupt(): Promise<void>;
  /** Brings it back on the same port, with what its streams hold. */
  resume(): Promise<void>;
  /** Ends it in order and brings it back. */
  restart(): Promise<void>;
  /** Ends the server and removes its files. */
  stop(): Promise<void>;
}

/**
 * Starts a NATS server for a spec; it does not outlive the process that runs the spec. Throws when no nats-server can be
 * found or fetched; fetching may take a minute, once per checkout.
 */
export async function startTestNats(): Promise<TestNats> {
  const binary = await findOrInstallNatsServer();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'belugapi-nats-'));
  let server: NatsServer = await startNatsServer({ binary, dataDir });
  const { url, port } = server;
  const removeAll = () => {
    server.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  };
  process.once('exit', removeAll);

  const resume = async () => {
    server = await startNatsServer({ binary, dataDir, port });
  };
  return {
    url,
    port,
    pid: () => server.pid,
    interrupt: async () => {
      server.kill('SIGKILL');
      await server.exited;
    },
    resume,
    restart: async () => {
      await server.stop();
      await resume();
    },
    stop: async () => {
      process.off('exit', removeAll);
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
