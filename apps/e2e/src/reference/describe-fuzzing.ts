import { Agent } from 'node:http';
import type { RunningStack } from '@belugapi/testing';
import fc from 'fast-check';
import { answerProblems } from './answer-problems.js';
import { exchange, type SentRequest } from './http-exchange.js';
import { type Operation, ReferenceDocument } from './reference-document.js';
import { brokenRequests, type Knowledge, validRequests } from './request-arbitrary.js';

/** Another seed asks other questions: `FUZZ_SEED=$RANDOM FUZZ_RUNS=500 npx jest apps/e2e/src/bad-input.spec.ts`. */
const seed = Number(process.env['FUZZ_SEED'] ?? 1);
const runs = Number(process.env['FUZZ_RUNS'] ?? 12);
const longestMs = Math.max(20_000, runs * 1_000);

// They need a vendor, a recording, or what only one process of the stack could have.
const neverServed = new Set(['createTranscription']);

/** Asks every operation of /openapi.json what it allows and what it does not, and holds each answer against it. */
export function describeFuzzing(stack: () => RunningStack): void {
  describe(`requests made up from /openapi.json, seed ${seed}`, () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    let reference: ReferenceDocument;
    let ids: Knowledge['ids'];
    const send = (request: SentRequest) => exchange(stack().url, agent, request);

    beforeAll(async () => {
      const { text } = await send({ method: 'GET', target: '/openapi.json', headers: {}, body: undefined });
      reference = new ReferenceDocument(JSON.parse(text) as Readonly<Record<string, unknown>>);
      ids = await makeVictims(stack());
    });
    afterAll(() => agent.destroy());

    const knowledgeOf = ({ security }: Operation): Knowledge => ({
      authorization: `Bearer ${security.some((one) => 'adminKey' in one) ? stack().adminKey : stack().apiKey}`,
      ids,
      settle,
    });

    it(
      'no answer to a request of the right form is a fault, or one that is not described',
      async () => {
        const served = new Set<string>();
        for (const operation of reference.operations) {
          const requests = validRequests(reference, operation, knowledgeOf(operation));
          const property = fc.asyncProperty(requests, async (request) => {
            const answer = await send(request);
            if (answer.status < 300) served.add(operation.operationId);
            expect(answerProblems(reference, operation, request, answer)).toEqual([]);
            expect([401, 405, 413, 415]).not.toContain(answer.status);
          });
          await fc.assert(property, { seed, numRuns: runs, endOnFailure: runs < 50 });
        }
        const silent = reference.operations.filter(({ operationId: id }) => !served.has(id) && !neverServed.has(id));
        expect(silent.map(({ operationId }) => operationId)).toEqual([]);
      },
      longestMs,
    );

    it(
      'no answer to a request with something wrong in it is, either',
      async () => {
        const refused = new Set<number>();
        for (const operation of reference.operations) {
          const requests = brokenRequests(reference, operation, knowledgeOf(operation));
          const property = fc.asyncProperty(requests, async (request) => {
            const answer = await send(request);
            refused.add(answer.status);
            expect(answerProblems(reference, standIn(operation, answer.status), request, answer)).toEqual([]);
            if (answer.status === 405) expect(answer.headers.allow).toContain(operation.method);
          });
          await fc.assert(property, { seed, numRuns: runs, endOnFailure: runs < 50 });
        }
        expect([...refused]).toEqual(expect.arrayContaining([200, 400, 401, 404, 405, 415]));
      },
      longestMs,
    );
  });
}

// Another path or method than the operation's: the document says in words what comes of it.
function standIn(operation: Operation, status: number): Operation {
  const usual = { '400': 'BadRequest', '404': 'NotFound', '405': 'NotFound', '415': 'UnsupportedMediaType' };
  const others = Object.entries(usual).map(([code, name]) => [code, { $ref: `#/components/responses/${name}` }]);
  return status in operation.responses
    ? operation
    : { ...operation, responses: { ...operation.responses, ...(Object.fromEntries(others) as object) } };
}

/** A key, an organisation and a completion that may come to harm. */
async function makeVictims({ url, adminKey, apiKey }: RunningStack): Promise<Knowledge['ids']> {
  const post = async (path: string, key: string, body: object) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const { id } = (await answer.json()) as { readonly id: string };
    return id;
  };
  const organization = await post('/admin/v1/organizations', adminKey, { id: 'victim' });
  const key = await post('/admin/v1/keys', adminKey, { name: 'victim', organization });
  const messages = [{ role: 'user', content: 'Hello!' }];
  const completion = await post('/v1/chat/completions', apiKey, { model: 'beluga-nano', messages, max_tokens: 1 });
  return {
    '/v1/models/{id}': ['beluga-nano', 'gpt-5.4'],
    '/v1/generations': [completion],
    '/v1/generations/{id}': [completion],
    ...Object.fromEntries(['', '/rotate', '/revoke'].map((path) => [`/admin/v1/keys/{id}${path}`, [key]])),
    ...Object.fromEntries(
      ['', '/credit', '/credit/entries'].map((path) => [`/admin/v1/organizations/{id}${path}`, [organization]]),
    ),
  };
}

/** What of a body is a matter of the stack: that it has this model, and no time for long answers. */
function settle({ operationId }: Operation, body: unknown): unknown {
  if (operationId === 'createChatCompletion') {
    return { ...(body as object), model: 'beluga-nano', max_tokens: undefined, max_completion_tokens: 2 };
  }
  if (operationId === 'createKey') return { ...(body as object), organization: undefined };
  return body;
}
