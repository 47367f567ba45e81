import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RunningStack, startStack } from '@belugapi/testing';
import { repositoryRoot } from '@belugapi/up';
import { describeFuzzing } from './reference/describe-fuzzing.js';

interface Answer {
  readonly status: number;
  readonly error: { message: string; type: string; param: string | null; code: string | null };
}

const secretWord = 'quokka-in-the-prompt';
const user = { role: 'user', content: secretWord };
const model = 'beluga-nano';

describe('bad input', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'belugapi-edge-'));
  const edge = path.join(folder, 'edge.yaml');
  let stack: RunningStack;
  beforeAll(async () => {
    const file = path.join(repositoryRoot, 'apps/workers/edge/models/beluga-nano.gguf');
    writeFileSync(edge, `models: [{ id: own-gguf, engine: llama.cpp, file: ${JSON.stringify(file)} }]\n`);
    stack = await startStack({ env: { EDGE_CONFIG: edge } });
  }, 180_000);
  afterAll(async () => {
    await stack?.stop();
    rmSync(folder, { recursive: true });
  }, 60_000);

  async function post(body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${stack.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stack.apiKey}`, 'content-type': 'application/json', ...headers },
      body,
    });
    const { error } = (await response.json()) as Pick<Answer, 'error'>;
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    return { status: response.status, error };
  }

  it.each([
    ['malformed JSON', `{"model":"${secretWord}`, 400, 'invalid_json', null],
    ['an empty body', '', 400, 'invalid_json', null],
    ['an array', '[]', 400, 'invalid_value', null],
    ['an unknown model', { model: 'no-such', messages: [user] }, 404, 'model_not_found', 'model'],
    ['a retired model', { model: 'o1-mini-2024-09-12', messages: [user] }, 404, 'model_not_found', 'model'],
    ['no model', { messages: [user] }, 400, 'missing_required_parameter', 'model'],
    ['no messages', { model }, 400, 'missing_required_parameter', 'messages'],
    ['empty messages', { model, messages: [] }, 400, 'invalid_value', 'messages'],
    ['messages of a wrong type', { model, messages: secretWord }, 400, 'invalid_value', 'messages'],
    [
      'content of a wrong type',
      { model, messages: [user, { role: 'user', content: 7 }] },
      400,
      'invalid_value',
      'messages[1].content',
    ],
    [
      'an unknown role',
      { model, messages: [{ role: 'bot', content: secretWord }] },
      400,
      'invalid_value',
      'messages[0].role',
    ],
    ['an unknown field', { model, messages: [user], [secretWord]: 1 }, 400, 'unknown_parameter', secretWord],
    ['a temperature out of range', { model, messages: [user], temperature: 2.1 }, 400, 'invalid_value', 'temperature'],
    [
      'a tool, for a model without',
      { model, messages: [user], tools: [{ type: 'function', function: { name: 'f' } }] },
      400,
      'unsupported_parameter',
      'tools',
    ],
    ['two choices, for a model without', { model, messages: [user], n: 2 }, 400, 'unsupported_parameter', 'n'],
    [
      'a prompt longer than the context',
      { model, messages: [{ role: 'user', content: 'sea '.repeat(5_000) }] },
      400,
      'context_length_exceeded',
      'messages',
    ],
  ])('%s', async (_, body, status, code, param) => {
    const answer = await post(typeof body === 'string' ? body : JSON.stringify(body));
    expect(answer).toMatchObject({ status, error: { type: 'invalid_request_error', code, param } });
    expect(answer.error.message).not.toBe('');
  });

  it.each([
    ['no key', { authorization: '' }],
    ['a key of another form', { authorization: 'Bearer sk-0123456789' }],
    ['an unknown key', { authorization: 'Bearer bapi_nobody_0123456789abcdef' }],
    ['the admin key', { authorization: 'Bearer admin' }],
    ['a key that is no token', { authorization: 'Basic dXNlcjpwYXNz' }],
  ])('%s: 401', async (_, headers) => {
    const answer = await post(JSON.stringify({ model, messages: [user] }), headers);
    expect(answer).toMatchObject({
      status: 401,
      error: { type: 'invalid_request_error', code: 'invalid_api_key', param: null },
    });
  });

  it('a body of 40 MB: 413, before it is parsed', async () => {
    const answer = await post(Buffer.alloc(40_000_000, 'a'));
    expect(answer).toMatchObject({ status: 413, error: { code: 'request_too_large' } });
  });

  it('40 MB without a length: 413 as well', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = httpRequest(`${stack.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${stack.apiKey}`, 'content-type': 'application/json' },
      });
      call.once('response', (response) => {
        resolve(response.statusCode);
        call.destroy();
      });
      call.once('error', reject);
      for (let sent = 0; sent < 40; sent += 1) call.write(Buffer.alloc(1_000_000, 'a'));
    });
    expect(status).toBe(413);
  });

  it('another media type, another method, another path', async () => {
    expect(await post('hello', { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
      error: { code: 'unsupported_media_type' },
    });
    const get = async (path: string, method: string) => (await fetch(`${stack.url}${path}`, { method })).status;
    expect(await get('/v1/chat/completions', 'GET')).toBe(405);
    expect(await get('/v1/models/beluga-nano', 'DELETE')).toBe(405);
    expect(await get('/v1/chat', 'GET')).toBe(404);
  });

  it('what a model file of the operator’s own does not take is refused by name, or left out where asked', async () => {
    const body = JSON.stringify({
      model: 'own-gguf',
      messages: [user],
      max_tokens: 3,
      frequency_penalty: 1,
      tools: [{ type: 'function', function: { name: 'f' } }],
    });
    expect(await post(body)).toMatchObject({ status: 400, error: { code: 'unsupported_parameter', param: 'tools' } });
    const answer = await fetch(`${stack.url}/v1/chat/completions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${stack.apiKey}`,
        'content-type': 'application/json',
        'x-beluga-unsupported': 'drop',
      },
      body,
    });
    expect([answer.status, answer.headers.get('x-beluga-dropped-params')]).toEqual([200, 'tools']);
  });

  describeFuzzing(() => stack);

  it('leaves every process up, and nothing of it in the log', async () => {
    const pids = { ...stack.ready.pids };
    const answer = await fetch(`${stack.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stack.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, messages: [user], max_tokens: 5 }),
    });
    expect(answer.status).toBe(200);
    expect(stack.ready.pids).toEqual(pids);
    expect(stack.output()).not.toContain(secretWord);
    expect(stack.output()).not.toContain('bapi_nobody');
    // The banner shows the caller's own key; no log line does.
    const logLines = stack
      .output()
      .split('\n')
      .filter((line) => line.includes(' | '));
    expect(logLines.join('\n')).not.toContain(stack.apiKey);
    expect(stack.output()).not.toContain(stack.adminKey);
  });
});
