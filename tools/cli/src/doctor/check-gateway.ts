import { providers } from '@belugapi/model-catalog';
import type { Finding } from '../finding.js';
import { describeDependencies } from './check-processes.js';
import { type Check, type DoctorContext, fine, unknown, warning, wrong } from './doctor-context.js';
import { getJson, reasonOf } from './get-json.js';

// The header has whole seconds, and the answer takes its time.
const noticedSkewSeconds = 5;
const harmfulSkewSeconds = 60;

/** The gateway's own word, the workers that it sees, and its clock. */
export const checkGateway: Check = {
  name: 'gateway',
  run: async (context, signal) => {
    const { url } = context;
    if (url === undefined) return [unknown('gateway', 'none runs here: start one, or name one with --url')];
    try {
      const startedAt = Date.now();
      const { status, body, headers } = await getJson(`${url}/readyz`, {}, signal);
      if (body?.['status'] === undefined)
        return [wrong('gateway', `${url} is no BelugAPI (HTTP ${status})`, 'BELUGA_URL')];
      const isReady = status === 200 ? fine('gateway', `${url} is ready`) : notReady(url, body);
      return [isReady, ...degraded(status, body), ...workers(context, body), ...clock(headers.get('date'), startedAt)];
    } catch (error) {
      return [wrong('gateway', `${url} cannot be reached (${reasonOf(error)})`, 'BELUGA_URL')];
    }
  },
};

function notReady(url: string, body: Readonly<Record<string, unknown>>): Finding {
  return wrong('gateway', `${url} is not ready: ${describeDependencies(body['dependencies'])}`);
}

function degraded(status: number, body: Readonly<Record<string, unknown>>): Finding[] {
  const told = describeDependencies(body['dependencies']);
  return status === 200 && told !== 'it says no reason' ? [warning('gateway', told)] : [];
}

function workers({ variables }: DoctorContext, body: Readonly<Record<string, unknown>>): Finding[] {
  const seen = (body['workers'] ?? {}) as Record<string, number>;
  const serving = Object.entries(seen).filter(([, count]) => count > 0);
  const missing = providers.filter((provider) => variables[`${provider.toUpperCase()}_API_KEY`] && !seen[provider]);
  const told = serving.map(([provider, count]) => `${count} × ${provider}`).join(', ');
  return [
    serving.length > 0 ? fine('workers', told) : wrong('workers', 'the gateway sees none: nothing can be answered'),
    ...missing.map((provider) => {
      const setting = `${provider.toUpperCase()}_API_KEY`;
      return wrong('workers', `${setting} is set, and the gateway sees no worker for ${provider}`, setting);
    }),
  ];
}

function clock(date: string | null, startedAt: number): Finding[] {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return [unknown('clock', 'the gateway does not say what time it is')];
  const now = Date.now();
  // Somewhere within that second, and within the time that the answer took.
  const skew = theirs > now ? theirs - now : Math.max(0, startedAt - theirs - 1_000);
  const seconds = Math.round(skew / 1_000);
  if (seconds < noticedSkewSeconds) return [fine('clock', 'the gateway’s and this machine’s agree')];
  const told = `the gateway’s clock and this machine’s are ${seconds} s apart: keys expire and budgets turn by it`;
  return [seconds < harmfulSkewSeconds ? warning('clock', told) : wrong('clock', told)];
}
