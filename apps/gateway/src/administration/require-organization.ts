import { organizationRequests } from '@belugapi/bus';
import type { NatsConnection } from '@nats-io/transport-node';
import { askService, valueOf } from './ask-service.js';

/** Asks auth, the only one who knows. @throws {CompletionFailure} NOT_FOUND where there is no such organisation. */
export async function requireOrganization(connection: NatsConnection, id: string): Promise<void> {
  const { result } = await askService(connection, organizationRequests.get, { id });
  valueOf(result, 'organization');
}
