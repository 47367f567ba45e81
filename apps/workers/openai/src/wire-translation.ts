import type { ProviderAdapter } from '@belugapi/provider-spec';

/** The part of an adapter that differs between OpenAI's wires; the host, the credential and the form of errors do not. */
export type WireTranslation = Pick<ProviderAdapter, 'toRequest' | 'fromStream' | 'fromResponse'>;
