// The schemas of every service's settings, by service. Needs a build.
import path from 'node:path';
import { providers } from '@belugapi/model-catalog';
import { databaseConfigSchema, serviceConfigSchema, tracingConfigSchema } from '@belugapi/service-kit';

const root = path.resolve(import.meta.dirname, '..');
const load = (file) => import(path.join(root, file));

const { workerConfigSchema, upstreamConfigSchema } = await load('libs/worker-kit/dist/worker-config.js');
const { gatewayConfigSchema } = await load('apps/gateway/dist/gateway-config.js');
const { authConfigSchema } = await load('apps/auth/dist/auth-config.js');
const { billingConfigSchema } = await load('apps/billing/dist/billing-config.js');
const { edgeConfigSchema } = await load('apps/workers/edge/dist/edge-config.js');

async function ownSchema(provider) {
  if (provider === 'edge') return edgeConfigSchema;
  const exported = Object.values(await load(`apps/workers/${provider}/dist/${provider}.adapter.js`));
  return upstreamConfigSchema(provider, exported.find((one) => one.provider === provider).defaultBaseUrl);
}

const workers = await Promise.all(
  providers.map(async (provider) => [
    `worker-${provider}`,
    [serviceConfigSchema, tracingConfigSchema, workerConfigSchema, await ownSchema(provider)],
  ]),
);

export const serviceSchemas = {
  gateway: [serviceConfigSchema, tracingConfigSchema, gatewayConfigSchema],
  auth: [serviceConfigSchema, tracingConfigSchema, databaseConfigSchema, authConfigSchema],
  billing: [serviceConfigSchema, tracingConfigSchema, databaseConfigSchema, billingConfigSchema],
  ...Object.fromEntries(workers),
};

export const { launcherSchema } = await load('tools/up/dist/launcher-config.js');
