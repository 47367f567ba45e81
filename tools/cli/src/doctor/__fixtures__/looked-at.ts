import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Check, DoctorContext } from '../doctor-context.js';
import { runChecks } from '../run-checks.js';

export interface Answer {
  readonly status?: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A folder with files, and a server that is whoever is asked: a gateway, a vendor, an engine. */
export interface LookedAt {
  readonly folder: string;
  readonly url: string;
  /** What the server says from now on; undefined is nothing, ever. */
  answers(answer: (request: IncomingMessage) => Answer | undefined): void;
  fileWith(name: string, text: string): string;
  /** All that a check may want to know, nothing of it set but what is given. */
  readonly context: (given: Partial<DoctorContext>) => DoctorContext;
  /** What a check finds, a line each. */
  readonly look: (check: Check, context: Partial<DoctorContext>) => Promise<string[]>;
}

/** An address at which nothing listens. */
export const nowhere = 'http://127.0.0.1:65529';
/** When it is that things are looked at. */
export const now = Date.parse('2026-11-22T12:00:00Z');

/** One for the file of specs that calls this: its address is known while they run, and all of it is removed after them. */
export function lookedAt(): LookedAt {
  const folder = mkdtempSync(path.join(tmpdir(), 'belugapi-doctor-'));
  chmodSync(folder, 0o700);
  let answer: Parameters<LookedAt['answers']>[0] = () => ({});
  const server = createServer((request, response) => {
    const given = answer(request);
    if (given === undefined) return;
    const { status = 200, body = {}, headers = {} } = given;
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });
  const context: LookedAt['context'] = (given) => ({
    given: {},
    variables: {},
    isOurs: false,
    home: folder,
    ready: undefined,
    url: undefined,
    isRemote: false,
    adminKey: undefined,
    days: 30,
    now,
    asksVendors: false,
    ...given,
  });
  return {
    folder,
    get url() {
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    answers: (given) => (answer = given),
    fileWith: (name, text) => {
      const file = path.join(folder, name);
      writeFileSync(file, text);
      return file;
    },
    context,
    look: async (check, given) => {
      const findings = await runChecks([check], context(given), 5_000);
      return findings.map(({ severity, subject, message, setting }) => {
        return `${severity} ${subject}: ${message}${setting === undefined ? '' : ` [${setting}]`}`;
      });
    },
  };
}
