import { z } from 'zod';

const servers = /^(?:(?:^|,)\s*(?:(?:nats|tls):\/\/)?[^\s,/]+\/?\s*)+$/;
const mustBe = 'must be nats://[user:password@]host:port, or several with commas between';

/** Where NATS is; a secret, for it may have a password in it. */
export const natsUrlSetting = (meta: { readonly description: string; readonly defaultIs?: string }) =>
  z
    .string()
    .regex(servers, mustBe)
    .meta({ ...meta, mustBe, secret: true });
