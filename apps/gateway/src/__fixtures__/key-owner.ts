import { subjects, verifyKey } from '@belugapi/bus';
import {
  KeyRejection,
  type Principal,
  PrincipalChanged,
  VerifyKeyRequest,
  VerifyKeyResponse,
} from '@belugapi/contracts';
import type { Msg, NatsConnection } from '@nats-io/transport-node';

/** auth's part in keys, as small as can be. */
export interface KeyOwner {
  /** The digests that were asked for. */
  readonly asked: string[];
  stop(): void;
}

/** Answers with what `answer` gives; with nothing where that is undefined. */
export async function startKeyOwner(
  connection: NatsConnection,
  answer: (digest: string) => VerifyKeyResponse | undefined | Promise<VerifyKeyResponse | undefined>,
): Promise<KeyOwner> {
  const asked: string[] = [];
  const subscription = connection.subscribe(verifyKey.subject, {
    callback: (_error: Error | null, message: Msg) => {
      const digest = Buffer.from(VerifyKeyRequest.decode(message.data).keyDigest).toString();
      asked.push(digest);
      void Promise.resolve(answer(digest)).then((response) => {
        if (response) message.respond(VerifyKeyResponse.encode(response).finish());
      });
    },
  });
  await connection.flush();
  return { asked, stop: () => subscription.unsubscribe() };
}

/** Tells the gateways of a change, as auth does. */
export function publishChange(
  connection: NatsConnection,
  subject: NonNullable<PrincipalChanged['subject']>,
  version: number,
): void {
  connection.publish(subjects.principalChanged, PrincipalChanged.encode({ subject, version }).finish());
}

export const accepted = (principal: Principal): VerifyKeyResponse => ({
  result: { $case: 'principal', value: principal },
});
export const rejected = (value: KeyRejection): VerifyKeyResponse => ({ result: { $case: 'rejected', value } });
