import { AdminClient, type AdminObject } from '../admin-client.js';
import type { Finding } from '../finding.js';
import { RequestError } from '../request-error.js';
import { checkBudgets, keyBudgets, organizationBudgets } from './check-budgets.js';
import { type Check, type DoctorContext, fine, type Keep, unknown, warning, wrong } from './doctor-context.js';

const dayMs = 86_400_000;
// So that a large installation is asked no endless question.
const mostOrganizations = 500;
// The gateway has callers, too.
const atOnce = 8;
const lowShare = 0.1;

/** Whether the admin key opens the admin API, which keys end soon, and whose credit or budget is nearly used up. */
export const checkAdministration: Check = {
  name: 'administration',
  run: async (context, signal, keep) => {
    const { url, adminKey } = context;
    if (url === undefined) return [];
    if (adminKey === undefined)
      return [
        unknown('administration', 'no admin key: keys, organisations and credit are not checked', 'BELUGA_ADMIN_KEY'),
      ];
    const client = new AdminClient({ url, adminKey }, signal);
    try {
      const [keys, organizations] = await Promise.all([
        client.list('/admin/v1/keys', { limit: '100' }, true),
        client.list('/admin/v1/organizations', { limit: '100' }, true),
      ]);
      keep([fine('administration', `${keys.length} keys, ${organizations.length} organisations`)]);
      keep(keys.flatMap((key) => keyFindings(key, context)));
      keep(await checkBudgets(client, organizationBudgets, organizations, context.now));
      const usable = keys.filter(({ revoked_at: revokedAt }) => typeof revokedAt !== 'number');
      keep(await checkBudgets(client, keyBudgets, usable, context.now));
      return await credits(client, organizations, keep);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const isRefused = error.message.includes('(HTTP 401');
      const message = isRefused ? 'the gateway refuses the admin key' : error.message;
      return [wrong('administration', message, ...(isRefused ? ['BELUGA_ADMIN_KEY'] : []))];
    }
  },
};

function keyFindings(key: AdminObject, { now, days }: DoctorContext): Finding[] {
  const expiresAt = key['expires_at'];
  if (typeof expiresAt !== 'number' || typeof key['revoked_at'] === 'number') return [];
  const left = expiresAt * 1_000 - now;
  const name = `key ${String(key['id'])} (${String(key['name'])})`;
  const day = new Date(expiresAt * 1_000).toISOString().slice(0, 10);
  // One that has ended is how it was meant; one that is about to is a surprise.
  if (left <= 0 || left > days * dayMs) return [];
  return [warning(name, `expires on ${day}: \`beluga keys update ${String(key['id'])} --expires …\``)];
}

async function credits(
  client: AdminClient,
  organizations: readonly AdminObject[],
  keep: Keep,
): Promise<readonly Finding[]> {
  const ids = organizations.slice(0, mostOrganizations).map(({ id }) => String(id));
  for (let start = 0; start < ids.length; start += atOnce) {
    const asked = ids.slice(start, start + atOnce).map((id) => creditOf(client, id));
    keep((await Promise.all(asked)).flat());
  }
  const left = organizations.length - ids.length;
  return left > 0 ? [unknown('credit', `of ${left} more organisations`)] : [];
}

async function creditOf(client: AdminClient, id: string): Promise<readonly Finding[]> {
  return creditFindings(id, await client.call('GET', `/admin/v1/organizations/${encodeURIComponent(id)}/credit`));
}

function creditFindings(id: string, credit: AdminObject): Finding[] {
  const { granted_usd: granted, remaining_usd: remaining, reserved_usd: reserved } = credit;
  if (typeof granted !== 'number' || typeof remaining !== 'number') return [];
  const free = remaining - (typeof reserved === 'number' ? reserved : 0);
  const add = `\`beluga organizations credit ${id} --add …\``;
  if (remaining <= 0) return [wrong(`organisation ${id}`, `its credit of $${granted} is used up: ${add}`)];
  if (free > granted * lowShare) return [];
  return [warning(`organisation ${id}`, `$${free.toFixed(2)} of its credit of $${granted} are left: ${add}`)];
}
