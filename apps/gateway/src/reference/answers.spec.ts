import {
  type CompletionEvent,
  Credit,
  FailureCode,
  FinishReason,
  Key,
  LedgerRow,
  Organization,
  Outcome,
  TokenUsage,
  UsagePage,
  UsageSource,
} from '@belugapi/contracts';
import { createFailure, EventFold, priceUsage } from '@belugapi/completion';
import { modelRows } from '@belugapi/model-catalog';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { keyBody, organizationBody, pageBody } from '../administration/administration-bodies.js';
import {
  issuedKeySchema,
  keyListSchema,
  keySchema,
  organizationSchema,
} from '../administration/administration-answers.js';
import { ChunkEncoder } from '../answer/chunk-encoder.js';
import { chunkSchema } from '../answer/chunk-schema.js';
import { completionBody } from '../answer/completion-body.js';
import { completionSchema } from '../answer/completion-schema.js';
import { errorBody } from '../answer/error-body.js';
import { errorSchema } from '../answer/error-schema.js';
import { usageBody } from '../answer/usage-body.js';
import { generationBody } from '../generations/generation-body.js';
import { generationSchema } from '../generations/generation-schema.js';
import { creditBody } from '../ledger/credit-body.js';
import { creditAnswerSchema, ledgerListSchema, ledgerRowSchema } from '../ledger/ledger-answers.js';
import { ledgerRowBody } from '../ledger/ledger-row-body.js';
import { modelBody } from '../models/model-body.js';
import { modelSchema } from '../models/model-schema.js';
import { TranscriptEncoder } from '../transcriptions/transcript-encoder.js';
import { transcriptEventSchema, transcriptSchema } from '../transcriptions/transcript-schema.js';
import { transcriptionBody } from '../transcriptions/transcription-body.js';
import { costPageBody, usagePageBody } from '../usage/usage-bodies.js';
import { costPageSchema, usagePageSchema } from '../usage/usage-answers.js';

const ajv = new Ajv2020({ allErrors: true, validateFormats: false });

const validators = new Map<z.ZodType, ValidateFunction>();

/** What a body holds that its schema does not say, or says otherwise. As JSON, which is what callers get. */
function problems(schema: z.ZodType, body: unknown): unknown {
  // Closed: a field that is not in the reference is a problem here, though none for callers.
  const validate = validators.get(schema) ?? ajv.compile(z.toJSONSchema(schema, { io: 'output' }));
  validators.set(schema, validate);
  validate(JSON.parse(JSON.stringify(body)));
  return validate.errors ?? [];
}

type Event = NonNullable<CompletionEvent['event']>;
const top = { token: 'b', logprob: -2, bytes: Buffer.alloc(0) };
const logprobs = [{ token: 'a', logprob: -1, bytes: Buffer.from('a'), top: [top] }];
const call = { choice: 0, index: 0, id: 'call_1', name: 'f', custom: false };
const everything: readonly Event[] = [
  { $case: 'started', value: { upstreamId: 'u', upstreamModel: 'm', systemFingerprint: 'fp', serviceTier: 'flex' } },
  { $case: 'reasoning', value: { choice: 0, text: 'Hm.' } },
  { $case: 'reasoningState', value: { provider: 'p', kind: 'k', toolCallId: 'call_1', data: Buffer.of(1) } },
  { $case: 'text', value: { choice: 0, text: 'Hi', logprobs } },
  { $case: 'refusal', value: { choice: 0, text: 'No', logprobs } },
  { $case: 'toolCallStarted', value: call },
  { $case: 'toolCallArguments', value: { choice: 0, index: 0, delta: '{}' } },
  { $case: 'toolCallStarted', value: { ...call, index: 1, custom: true } },
  { $case: 'toolCallArguments', value: { choice: 0, index: 1, delta: 'ls' } },
  {
    $case: 'annotation',
    value: {
      choice: 0,
      annotation: { annotation: { $case: 'urlCitation', value: { url: 'u', title: 't', startIndex: 0, endIndex: 1 } } },
    } as never,
  },
  { $case: 'audio', value: { choice: 0, id: 'audio_1', data: 'AAAA', transcript: 'Hi', expiresAt: 1_800_000_000 } },
  ...[FinishReason.STOP, FinishReason.LENGTH, FinishReason.TOOL_CALLS, FinishReason.CONTENT_FILTER].map(
    (reason, choice): Event => ({ $case: 'choiceFinished', value: { choice, reason, rawReason: '' } }),
  ),
  { $case: 'completed', value: {} },
];
const usage = TokenUsage.fromPartial({
  source: UsageSource.PROVIDER,
  uncachedInput: 10,
  cacheRead: 1,
  cacheWrite: 2,
  cacheWriteLong: 3,
  audioInput: 4,
  imageInput: 5,
  visibleOutput: 6,
  reasoning: 7,
  audioOutput: 8,
  webSearches: 1,
});
const priced = modelRows.find(({ prices }) => prices)?.prices;
const cost = priced && priceUsage(usage, priced);
const shown = { id: 'chatcmpl-1', created: 1, model: 'm' };

test('a whole answer', () => {
  const fold = new EventFold();
  for (const event of everything) fold.add({ event });
  const body = completionBody(shown, fold.result(), usageBody(usage, cost));
  expect(body).toHaveProperty('usage.cost');
  expect(problems(completionSchema, body)).toEqual([]);
  const silent = completionBody(shown, new EventFold().result(), usageBody(TokenUsage.create({}), undefined));
  expect(problems(completionSchema, silent)).toEqual([]);
  expect(problems(completionSchema, { ...body, news: 1 })).not.toEqual([]);
});

test.each([true, false])('every chunk of a streamed answer, with usage: %s', (includeUsage) => {
  const encoder = new ChunkEncoder({ ...shown, includeUsage });
  const chunks = messages(everything.map((event) => encoder.encode({ event })).join('') + encoder.ending(usage, cost));
  expect(chunks.length).toBeGreaterThan(15);
  expect(chunks.flatMap((chunk) => problems(chunkSchema, chunk))).toEqual([]);
});

test.each([usage, { ...usage, audioSeconds: 1.5 }])('a transcription, whole and streamed', (used) => {
  const spoken = everything.filter(({ $case }) => $case === 'text');
  const fold = new EventFold();
  for (const event of spoken) fold.add({ event });
  expect(problems(transcriptSchema, transcriptionBody(fold.result(), used, cost))).toEqual([]);
  const encoder = new TranscriptEncoder();
  const events = messages(spoken.map((event) => encoder.encode({ event })).join('') + encoder.ending(used, cost));
  expect(events).toHaveLength(2);
  expect(events.flatMap((event) => problems(transcriptEventSchema, event))).toEqual([]);
});

function messages(stream: string): unknown[] {
  return [...stream.matchAll(/^data: (.*)$/gm)].map(([, json = '']) => JSON.parse(json) as unknown);
}

test('every error', () => {
  const upstream = { provider: 'p', status: 500, code: 'c', requestId: 'r' };
  const codes = Object.values(FailureCode).filter((code) => typeof code === 'number');
  const bodies = codes.map((code) => errorBody(createFailure(code, 'm', { param: 'p', upstream }), 'req_1'));
  expect(bodies.length).toBeGreaterThan(20);
  expect(bodies.flatMap((body) => problems(errorSchema, body))).toEqual([]);
  expect(problems(errorSchema, errorBody(createFailure(FailureCode.INTERNAL, 'm'), 'req_1'))).toEqual([]);
});

test('every model', () => {
  for (const unavailable of [undefined, 'No worker.']) {
    const bodies = modelRows.map((row) => modelBody({ row, unavailable }));
    expect(bodies.flatMap((body) => problems(modelSchema, body))).toEqual([]);
  }
});

const limits = { requestsPerMinute: 1, money: { totalNanoUsd: 5 } };

test('keys and organisations', () => {
  const key = Key.fromPartial({ id: 'key_1', scopes: ['admin'], limits, createdAtUnixMs: 1, lastUsedAtUnixMs: 2 });
  expect(problems(keySchema, keyBody(key))).toEqual([]);
  expect(problems(issuedKeySchema, keyBody(key, 'bapi_1_2'))).toEqual([]);
  expect(problems(keyListSchema, pageBody([keyBody(key)], true))).toEqual([]);
  expect(problems(keyListSchema, pageBody([], false))).toEqual([]);
  expect(problems(organizationSchema, organizationBody(Organization.fromPartial({ id: 'a', limits })))).toEqual([]);
});

test('the ledger', () => {
  const subject = { keyId: 'k', organizationId: 'o', model: 'm', servedModel: 'n', provider: 'p', priceVersion: 'v' };
  const outcomes = Object.values(Outcome).filter((outcome) => typeof outcome === 'number');
  const rows = [
    ...outcomes.map((outcome) => LedgerRow.fromPartial({ id: 1, outcome, subject, usage, costNanoUsd: 1 })),
    LedgerRow.fromPartial({ id: 2, failureCode: 'f', finishReason: 'stop', timeToFirstTokenUs: 1_500 }),
  ];
  expect(rows.flatMap((row) => problems(ledgerRowSchema, ledgerRowBody(row)))).toEqual([]);
  expect(problems(ledgerListSchema, pageBody(rows.map(ledgerRowBody), false))).toEqual([]);
  expect(rows.flatMap((row) => problems(generationSchema, generationBody('chatcmpl-1', [row])))).toEqual([]);
});

test('credit, usage and costs', () => {
  const none = Credit.fromPartial({ organizationId: 'o' });
  const some = Credit.fromPartial({ ...none, grantedNanoUsd: 5, spentNanoUsd: 7 });
  expect([none, some].flatMap((credit) => problems(creditAnswerSchema, creditBody(credit)))).toEqual([]);
  const results = [{ requests: 1 }, { organizationId: 'o', keyId: 'k', model: 'm', usage, chargedNanoUsd: 3 }];
  for (const nextPage of ['', 'next']) {
    const page = UsagePage.fromPartial({ buckets: [{ startUnixS: 1, endUnixS: 2, results }], nextPage });
    expect(problems(usagePageSchema, usagePageBody(page))).toEqual([]);
    expect(problems(costPageSchema, costPageBody(page))).toEqual([]);
  }
});
