import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { modelRows } from '@belugapi/model-catalog';
import {
  type EmulatedVendor,
  type EmulatedVendorOptions,
  type RunningStack,
  type StackOptions,
  startEmulatedVendor,
  startStack,
  vendorEnvironment,
} from '@belugapi/testing';
import OpenAI from 'openai';

/** A whole stack, the one vendor behind all its workers, and a client in front of it. */
export interface VendorStack {
  readonly vendor: EmulatedVendor;
  readonly stack: RunningStack;
  /** The official SDK; it retries nothing, so that each call is one. */
  readonly client: OpenAI;
  stop(): Promise<void>;
}

/** How long a stack may take to start and to stop, for the hooks of a spec. */
export const startingMs = 180_000;
export const stoppingMs = 60_000;

/** Starts a stack with the workers of all providers at one emulated vendor; every id of the catalogue is served, retired or not. */
export async function startVendorStack(
  answers: EmulatedVendorOptions = {},
  { env, ...options }: StackOptions = {},
): Promise<VendorStack> {
  const folder = mkdtempSync(path.join(tmpdir(), 'belugapi-catalog-'));
  const catalog = path.join(folder, 'catalog.yaml');
  // By the calendar too: what retires next month is served by this spec next year.
  const ended = modelRows.filter(({ state }) => state.kind !== 'active');
  writeFileSync(catalog, `models:\n${ended.map(({ id }) => `  ${id}: { state: active }\n`).join('')}`);
  const vendor = await startEmulatedVendor(answers);
  const tidy = async () => {
    await vendor.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const stack = await startStack({
      workers: 'all',
      ...options,
      env: { ...vendorEnvironment(vendor), BELUGA_CATALOG: catalog, ...env },
    });
    const client = new OpenAI({ apiKey: stack.apiKey, baseURL: `${stack.url}/v1`, maxRetries: 0 });
    const stop = async () => {
      await stack.stop();
      await tidy();
    };
    return { vendor, stack, client, stop };
  } catch (error) {
    await tidy();
    throw error;
  }
}
