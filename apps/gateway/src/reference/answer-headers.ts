import { z } from 'zod';

const integer = (minimum: number) => z.int().min(minimum);
const duration = z.string().regex(/^(\d+ms|\d+s|\d+m\d+s)$/);

/** On every answer: OpenAI's own debugging headers. */
export const usualHeaders = z.object({
  'x-request-id': z
    .string()
    .describe('Id of the request; quote it when something is wrong.')
    .meta({ header: { id: 'XRequestId' } }),
  'openai-version': z.string().meta({ header: { id: 'OpenaiVersion' } }),
  'openai-processing-ms': integer(0)
    .describe('From the arrival of the request to its answer’s head.')
    .meta({ header: { id: 'OpenaiProcessingMs' } }),
});

const limitHeaders = {
  'x-ratelimit-limit-requests': integer(0)
    .optional()
    .describe('Requests per minute, where the key or its organisation is limited.')
    .meta({ header: { id: 'XRatelimitLimitRequests' } }),
  'x-ratelimit-remaining-requests': integer(0)
    .optional()
    .meta({ header: { id: 'XRatelimitRemainingRequests' } }),
  'x-ratelimit-reset-requests': duration
    .optional()
    .describe('As in `120ms`, `1s`, `6m0s`.')
    .meta({ header: { id: 'XRatelimitResetRequests' } }),
  'x-ratelimit-limit-tokens': integer(0)
    .optional()
    .describe('Tokens per minute.')
    .meta({ header: { id: 'XRatelimitLimitTokens' } }),
  'x-ratelimit-remaining-tokens': integer(0)
    .optional()
    .meta({ header: { id: 'XRatelimitRemainingTokens' } }),
  'x-ratelimit-reset-tokens': duration.optional().meta({ header: { id: 'XRatelimitResetTokens' } }),
};

/** On answers to callers with an API key. */
export const callerHeaders = usualHeaders.extend(limitHeaders);

/** On errors. */
export const errorHeaders = callerHeaders.extend({
  'retry-after': integer(0)
    .optional()
    .describe('Seconds after which to try again.')
    .meta({ header: { id: 'RetryAfter' } }),
  'retry-after-ms': integer(0)
    .optional()
    .meta({ header: { id: 'RetryAfterMs' } }),
  'x-should-retry': z
    .enum(['true', 'false'])
    .optional()
    .describe('What the official SDKs obey above the status.')
    .meta({ header: { id: 'XShouldRetry' } }),
});

/** On answers of models. */
export const completionHeaders = callerHeaders.extend({
  'x-beluga-model': z
    .string()
    .describe('The model that answered.')
    .meta({ header: { id: 'XBelugaModel' } }),
  'x-beluga-provider': z.string().meta({ header: { id: 'XBelugaProvider' } }),
  'x-beluga-substituted': z
    .literal('true')
    .optional()
    .describe('Another model than the one that was asked for answered.')
    .meta({ header: { id: 'XBelugaSubstituted' } }),
  'x-beluga-dropped-params': z
    .string()
    .optional()
    .describe('Fields that were left out, comma-separated.')
    .meta({ header: { id: 'XBelugaDroppedParams' } }),
  'x-beluga-max-completion-tokens': z
    .string()
    .optional()
    .describe('The longest answer that the money left pays for, where the request sets no maximum.')
    .meta({ header: { id: 'XBelugaMaxCompletionTokens' } }),
  'x-beluga-cost': z
    .string()
    .optional()
    .describe('US dollars. Not on streams, whose last chunk has it.')
    .meta({ header: { id: 'XBelugaCost' } }),
});
