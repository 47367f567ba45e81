import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { modelListOf, type Provider, providers } from '@belugapi/model-catalog';
import type { Finding } from '../finding.js';
import { knownSettings } from '../settings/known-settings.js';
import { type Check, type DoctorContext, fine, unknown, unreached, wrong } from './doctor-context.js';
import { getJson, reasonOf } from './get-json.js';

/** Every provider with a key: its address answers, and with --vendors takes each key (the list of models, which is unbilled). */
export const checkVendors: Check = {
  name: 'vendors',
  run: async (context, signal) => {
    const set = providers.filter((provider) => provider !== 'edge' && keysOf(context, provider).length > 0);
    if (set.length === 0) return [unknown('vendors', 'no key of any is set here')];
    const found = await Promise.all(set.map((provider) => vendorFindings(context, provider, signal)));
    return found.flat();
  },
};

function keysOf({ variables }: DoctorContext, provider: Provider): readonly string[] {
  const text = variables[`${provider.toUpperCase()}_API_KEY`] ?? '';
  return text
    .split(',')
    .map((key) => key.trim())
    .filter(Boolean);
}

async function vendorFindings(context: DoctorContext, provider: Provider, signal: AbortSignal): Promise<Finding[]> {
  const name = `${provider.toUpperCase()}_BASE_URL`;
  const preset = knownSettings.find((setting) => setting.name === name)?.default;
  const baseUrl = URL.parse(context.variables[name] ?? preset ?? '');
  if (!baseUrl) return [];
  const keys = keysOf(context, provider);
  const { asksVendors, isRemote } = context;
  if (asksVendors) {
    const asked = await Promise.all(
      keys.map((key, index) => askVendor({ provider, baseUrl, key, index, signal, isRemote })),
    );
    return asked;
  }
  try {
    await reach(baseUrl, signal);
    const told = `${baseUrl.host} answers; ${keys.length} ${keys.length === 1 ? 'key is' : 'keys are'} set, not tried (--vendors)`;
    return [fine(provider, told)];
  } catch (error) {
    return [unreached(context)(provider, `${baseUrl.host} cannot be reached (${reasonOf(error)})`, name)];
  }
}

interface VendorQuestion {
  readonly provider: Provider;
  readonly baseUrl: URL;
  readonly key: string;
  readonly index: number;
  readonly signal: AbortSignal;
  readonly isRemote: boolean;
}

async function askVendor({ provider, baseUrl, key, index, signal, isRemote }: VendorQuestion): Promise<Finding> {
  const { path, headers } = modelListOf(provider, key);
  const subject = index === 0 ? provider : `${provider}, key ${index + 1}`;
  const base = baseUrl.href.replace(/\/+$/u, '');
  const setting = `${provider.toUpperCase()}_API_KEY`;
  try {
    const { status } = await getJson(`${base}${path}`, headers, signal);
    if (status === 200) return fine(subject, `${baseUrl.host} takes the key`);
    if (status === 401 || status === 403)
      return wrong(subject, `${baseUrl.host} refuses the key (HTTP ${status})`, setting);
    if (status === 404) return unknown(subject, `${baseUrl.host} has no list of models`);
    return unknown(subject, `${baseUrl.host} answers with HTTP ${status}`);
  } catch (error) {
    return unreached({ isRemote })(
      subject,
      `${baseUrl.host} cannot be reached (${reasonOf(error)})`,
      `${provider.toUpperCase()}_BASE_URL`,
    );
  }
}

/** Opens a connection, encrypted where the address is, and says nothing. */
function reach({ hostname, port, protocol }: URL, signal: AbortSignal): Promise<void> {
  const host = hostname.replaceAll(/[[\]]/gu, '');
  return new Promise((resolve, reject) => {
    const socket =
      protocol === 'https:'
        ? connectTls({ host, port: Number(port || 443), ...(!isIP(host) && { servername: host }) }, resolve)
        : connectTcp({ host, port: Number(port || 80) }, resolve);
    socket.on('error', reject);
    // Also when all is over: nothing is to be left open.
    signal.addEventListener('abort', () => socket.destroy());
  });
}
