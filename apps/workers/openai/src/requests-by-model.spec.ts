import { createCatalog, type ModelRow } from '@belugapi/model-catalog';
import { everything } from './__fixtures__/everything.js';
import { fittedTask } from './__fixtures__/fitted-task.js';
import { audio, system, user } from './__fixtures__/messages.js';
import { openAiAdapter } from './openai.adapter.js';

/** What OpenAI takes of a request for a model. */
interface ModelFacts {
  /** The only endpoint that serves it. */
  readonly only?: 'responses';
  /** `idle`: while it does not reason. */
  readonly sampling: 'yes' | 'no' | 'idle';
  readonly stop: 'yes' | 'no' | 'idle';
  /** What is sent for none, minimal, low, medium, high and xhigh. */
  readonly efforts?: string;
  readonly length: 'max_tokens' | 'max_completion_tokens' | 'max_output_tokens';
  /** What becomes of a system, a developer and a user message. */
  readonly roles: string;
  /** Tools go to Responses while it reasons. */
  readonly toolsElsewhere?: boolean;
  /** Fields that it takes besides. */
  readonly besides: string;
}

const common = 'tools tool_choice response_format seed n';
const reasoning = {
  sampling: 'no',
  stop: 'no',
  length: 'max_completion_tokens',
  roles: 'system developer user',
} as const;
const gpt51: ModelFacts = {
  ...reasoning,
  sampling: 'idle',
  stop: 'idle',
  efforts: 'none low low medium high high',
  besides: `${common} parallel_tool_calls verbosity prompt_cache_retention`,
};
const gpt52: ModelFacts = { ...gpt51, efforts: 'none low low medium high xhigh', toolsElsewhere: true };
const gpt5: ModelFacts = {
  ...reasoning,
  efforts: 'minimal minimal low medium high high',
  besides: `${common} parallel_tool_calls verbosity`,
};
const chatLatest: ModelFacts = {
  ...reasoning,
  efforts: 'medium medium medium medium medium medium',
  besides: `${common} parallel_tool_calls`,
};
const pro: ModelFacts = {
  ...reasoning,
  only: 'responses',
  efforts: 'medium medium medium medium high xhigh',
  length: 'max_output_tokens',
  roles: 'developer developer user',
  besides: 'tools tool_choice parallel_tool_calls text',
};
const codex: ModelFacts = { ...pro, efforts: 'low low low medium high high' };
const search: ModelFacts = {
  ...reasoning,
  roles: 'system system user',
  besides: 'response_format web_search_options',
};
const seriesO: ModelFacts = { ...reasoning, efforts: 'low low low medium high high', besides: common };
const gpt41: ModelFacts = {
  sampling: 'yes',
  stop: 'yes',
  length: 'max_completion_tokens',
  roles: 'system system user',
  besides: `${common} parallel_tool_calls prediction`,
};
const legacy: ModelFacts = {
  ...gpt41,
  length: 'max_tokens',
  besides: 'tools tool_choice parallel_tool_calls seed n',
};

const models: Readonly<Record<string, ModelFacts>> = {
  'gpt-5.4': gpt52,
  'gpt-5.2-codex': { ...codex, efforts: 'low low low medium high xhigh' },
  'gpt-5.2-pro': pro,
  'gpt-5.2-chat-latest': chatLatest,
  'gpt-5.2': gpt52,
  'gpt-5.1-chat-latest': chatLatest,
  'gpt-5.1': gpt51,
  'gpt-5.1-2025-11-13': gpt51,
  'gpt-5.1-codex': codex,
  'gpt-5.1-codex-mini': codex,
  'gpt-5-pro-2025-10-06': { ...pro, efforts: 'high high high high high high' },
  'gpt-5-2025-08-07': { ...gpt5, besides: `${gpt5.besides} prompt_cache_retention` },
  'gpt-5-mini-2025-08-07': gpt5,
  'gpt-5-nano-2025-08-07': gpt5,
  'gpt-5-search-api': search,
  'gpt-5-search-api-2025-10-14': search,
  'gpt-4.1-mini-2025-04-14': gpt41,
  'gpt-4.1-nano-2025-04-14': gpt41,
  'gpt-4-1106-preview': legacy,
  'gpt-3.5-turbo-16k': legacy,
  'o3-2025-04-16': seriesO,
  'o4-mini-2025-04-16': seriesO,
  'o3-mini-2025-01-31': { ...seriesO, stop: 'yes' },
  'o1-2024-12-17': seriesO,
  'o1-mini-2024-09-12': { ...reasoning, roles: 'user', besides: 'seed' },
};

const catalog = createCatalog();
const rowOf = (id: string) => catalog.findModel(id) as ModelRow;
const asked = [undefined, 'none', 'minimal', 'low', 'medium', 'high', 'xhigh'];

function bodyOf(id: string, reasoningEffort: string | undefined) {
  const { path, body } = openAiAdapter.toRequest(fittedTask(rowOf(id), { ...everything, reasoningEffort }));
  return { path, body: JSON.parse(String(body)) as Record<string, unknown> };
}

const platform = 'user safety_identifier prompt_cache_key';
const words = (...lists: readonly (string | false | undefined)[]) =>
  lists.flatMap((list) => (list ? list.split(' ') : [])).toSorted();

function chatFields(facts: ModelFacts, effort: string | undefined): string[] {
  const reasons = (effort ?? 'none') !== 'none';
  const takes = (field: 'yes' | 'no' | 'idle') => field === 'yes' || (field === 'idle' && !reasons);
  return words(
    `messages model stream stream_options modalities ${platform} ${facts.length} ${facts.besides}`,
    takes(facts.sampling) && 'temperature top_p frequency_penalty presence_penalty logit_bias logprobs top_logprobs',
    takes(facts.stop) && 'stop',
    effort !== undefined && facts.efforts !== undefined && 'reasoning_effort',
  );
}

function responsesFields(id: string): string[] {
  const streams = id !== 'gpt-5-pro-2025-10-06' && 'stream';
  return words(
    `model input store include reasoning text tools tool_choice parallel_tool_calls max_output_tokens ${platform}`,
    streams,
  );
}

describe('a request with everything in it', () => {
  it('is looked at for every id but the transcribing ones', () => {
    const ids = catalog.models().filter(({ provider, wire }) => provider === 'openai' && wire !== 'transcription');
    expect(Object.keys(models).toSorted()).toEqual(ids.map(({ id }) => id).toSorted());
  });

  describe.each(Object.entries(models))('for %s', (id, facts) => {
    it.each(asked.map((effort, index) => [effort, facts.efforts?.split(' ')[index - 1]] as const))(
      'holds what the vendor takes (effort %s → %s)',
      (effort, sent) => {
        const { path, body } = bodyOf(id, effort);
        const reasons = effort !== undefined && sent !== 'none';
        const responses = facts.only === 'responses' || (facts.toolsElsewhere === true && reasons);
        expect(path).toBe(responses ? '/responses' : '/chat/completions');
        expect(Object.keys(body).toSorted()).toEqual(responses ? responsesFields(id) : chatFields(facts, effort));
        expect(body['reasoning_effort'] ?? (body['reasoning'] as { effort?: string } | undefined)?.effort).toBe(sent);
      },
    );

    it(`says system, developer and user as: ${facts.roles}`, () => {
      const { body } = bodyOf(id, undefined);
      const said = (body['messages'] ?? body['input']) as readonly { readonly role: string }[];
      expect(said.map(({ role }) => role).join(' ')).toBe(facts.roles);
      expect(JSON.stringify(said)).toMatch(/Be brief\..*In French\..*Hi/);
    });
  });

  it('has the schema only where the vendor knows schemas', () => {
    const textOf = (id: string) => bodyOf(id, undefined).body['text'];
    expect(textOf('gpt-5-pro-2025-10-06')).toMatchObject({ format: { type: 'json_schema' }, verbosity: 'low' });
    expect(textOf('gpt-5.2-codex')).toEqual({ format: expect.objectContaining({ type: 'json_schema' }) as object });
    expect(textOf('gpt-5.2-pro')).toEqual({ verbosity: 'low' });
  });

  it('searches with the options that were given', () => {
    const row = rowOf('gpt-5-search-api');
    const userLocationJson = '{"type":"approximate","approximate":{"country":"NO"}}';
    const webSearchOptions = { searchContextSize: 'low', userLocationJson };
    const { body } = openAiAdapter.toRequest(fittedTask(row, { ...everything, webSearchOptions }));
    expect(JSON.parse(String(body))).toMatchObject({
      model: 'gpt-5-search-api',
      web_search_options: {
        search_context_size: 'low',
        user_location: { type: 'approximate', approximate: { country: 'NO' } },
      },
    });
  });

  it.each(['gpt-4o-transcribe', 'gpt-4o-mini-transcribe'])('for %s is a form of few fields', async (id) => {
    const messages = [system('Be brief.'), user(audio('QUJD'))];
    const { body, headers } = openAiAdapter.toRequest(fittedTask(rowOf(id), { ...everything, messages }));
    const form = await new Response(Buffer.from(body), { headers: { ...headers } }).formData();
    const fields = ['model', 'response_format', 'prompt', 'temperature', 'stream', 'include[]', 'file'];
    expect([...form.keys()]).toEqual(fields);
    expect(form.get('include[]')).toBe('logprobs');
    expect(form.get('model')).toBe(id);
  });
});
