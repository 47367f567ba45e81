import { subjects } from '@belugapi/bus';
import { PrincipalChanged } from '@belugapi/contracts';
import type { NatsConnection } from '@nats-io/transport-node';

/** Tells every gateway that a key or an organisation has changed; resolves once the server has the message. */
export class ChangeAnnouncer {
  constructor(private readonly connection: NatsConnection) {}

  async announce(subject: NonNullable<PrincipalChanged['subject']>, version: number): Promise<void> {
    this.connection.publish(subjects.principalChanged, PrincipalChanged.encode({ subject, version }).finish());
    await this.connection.flush();
  }
}
