import { AdminApi } from './keys/admin-api.js';
import { describeAdministration } from './keys/describe-administration.js';
import { describeBadKeys } from './keys/describe-bad-keys.js';
import { describeCommandLine } from './keys/describe-command-line.js';
import { describeLimitedCaller } from './keys/describe-limited-caller.js';
import { describeSecrecy } from './keys/describe-secrecy.js';
import { type KeyRig, keyRig } from './keys/key-rig.js';
import { startingMs, startVendorStack, stoppingMs, type VendorStack } from './vendor-stack.js';

describe('keys', () => {
  let served: VendorStack;
  let rig: KeyRig;
  beforeAll(async () => {
    served = await startVendorStack({}, { workers: ['openai'], gateways: 2, env: { LOG_LEVEL: 'trace' } });
    rig = keyRig(served, new AdminApi(served.stack.url, served.stack.adminKey));
  }, startingMs);
  afterAll(() => served?.stop(), stoppingMs);

  describe('administration', () => {
    describeAdministration(() => rig);
  });
  describe('limits as callers see them', () => {
    describeLimitedCaller(() => rig);
  });
  describe('a key that opens nothing', () => {
    describeBadKeys(() => rig);
  });
  describe('the command line', () => {
    describeCommandLine(() => rig);
  });
  describe('after all this', () => {
    describeSecrecy(() => rig);
  });
});
