import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Message, type ToolCall } from '@belugapi/contracts';
import { normalisedArguments } from './normalised-arguments.js';

/** Whose reasoning it is, and about what: no other requests find it. */
export interface ReasoningOwner {
  readonly provider: string;
  readonly organizationId: string;
  /** See questionDigest. */
  readonly question: string;
}

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + nonceBytes + tagBytes;

/**
 * Names and seals what is remembered. Prompts and answers are never stored readable: values are sealed with AES-256-GCM and
 * names are keyed hashes, both under keys derived (HKDF) from the secret that the services share. A value opens under its own
 * name only.
 */
export class ReasoningVault {
  private readonly sealingKey: Buffer;
  private readonly namingKey: Buffer;

  constructor(secret: string) {
    const derive = (purpose: string) =>
      Buffer.from(hkdfSync('sha256', secret, '', `belugapi reasoning ${purpose}`, 32));
    this.sealingKey = derive('values');
    this.namingKey = derive('names');
  }

  /**
   * The name (64 hexadecimal digits) of what led to a call. It covers the question and the arguments too, because some vendors
   * use an id like `functions.name:0` anew in every conversation.
   */
  name({ provider, organizationId, question }: ReasoningOwner, { id, call }: ToolCall): string {
    const [kind, name, input] =
      call?.$case === 'custom'
        ? ['custom', call.value.name, call.value.input]
        : ['function', call?.value.name ?? '', normalisedArguments(call?.value.arguments ?? '')];
    const parts = [provider, organizationId, question, id, kind, name, input];
    return createHmac('sha256', this.namingKey).update(JSON.stringify(parts)).digest('hex');
  }

  seal(name: string, message: Message): Uint8Array {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.sealingKey, nonce).setAAD(Buffer.from(name));
    const sealed = cipher.update(Message.encode(message).finish());
    const end = cipher.final();
    return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), sealed, end]);
  }

  /** Undefined for what was not sealed under this name and secret. */
  open(name: string, value: Uint8Array): Message | undefined {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.length);
    if (bytes.length < headBytes || bytes[0] !== version) return undefined;
    const nonce = bytes.subarray(1, 1 + nonceBytes);
    const tag = bytes.subarray(1 + nonceBytes, headBytes);
    try {
      const options = { authTagLength: tagBytes };
      const decipher = createDecipheriv('aes-256-gcm', this.sealingKey, nonce, options).setAAD(Buffer.from(name));
      decipher.setAuthTag(tag);
      return Message.decode(Buffer.concat([decipher.update(bytes.subarray(headBytes)), decipher.final()]));
    } catch {
      return undefined;
    }
  }
}
