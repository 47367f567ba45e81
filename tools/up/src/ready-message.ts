import { z } from 'zod';

const readyMessage = z.object({
  type: z.literal('ready'),
  addresses: z
    .object({
      http: z.string().optional(),
      ownHttp: z.string().optional(),
      relay: z.string().optional(),
      metrics: z.string().optional(),
    })
    .default({}),
});

/** Where a service serves: URLs, and `host:port` for the relay. `ownHttp` is a gateway's port of its own. */
export type ServiceAddresses = z.infer<typeof readyMessage>['addresses'];

/** The addresses in a service's `{type: 'ready', service, addresses}`; undefined for any other message. */
export function addressesInReadyMessage(message: unknown): ServiceAddresses | undefined {
  return readyMessage.safeParse(message).data?.addresses;
}
