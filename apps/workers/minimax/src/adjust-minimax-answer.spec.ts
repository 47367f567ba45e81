import { FailureCode, FinishReason } from '@belugapi/contracts';
import { adapterTask, eventOrderProblems, foldEvents, streamedEvents } from '@belugapi/testing';
import { GrowingText } from './growing-text.js';
import { miniMaxAdapter } from './minimax.adapter.js';
import { ThinkTagReader } from './think-tag-reader.js';

function read(...pieces: string[]): { thought: string; text: string } {
  const reader = new ThinkTagReader();
  const told = pieces.map((piece, at) => reader.read(piece, at === pieces.length - 1));
  return { thought: told.map(({ thought }) => thought).join(''), text: told.map(({ text }) => text).join('') };
}

describe('thinking in tags', () => {
  it.each<[string, string, string]>([
    ['<think>\n\nWhales\nsing.\n\n</think>\n\n They do.\n', 'Whales\nsing.', 'They do.\n'],
    ['  \n<think>Hm.</think>Aye.', 'Hm.', 'Aye.'],
    ['<think>a < b </ c </thin d</think>x', 'a < b </ c </thin d', 'x'],
    ['<think></think>Aye.', '', 'Aye.'],
    ['<think>never ends\n', 'never ends\n', ''],
    ['<thinking> is hard', '', '<thinking> is hard'],
    ['Tags like <think>this</think>', '', 'Tags like <think>this</think>'],
    [' \n ', '', ' \n '],
    ['<thi', '', '<thi'],
    ['', '', ''],
  ])('%j is told apart wherever it is cut', (content, thought, text) => {
    const cuts = Array.from(content, (_, at) => [content.slice(0, at), content.slice(at)]);
    for (const pieces of [[content], [...content], [...content, ''], ...cuts]) {
      expect({ pieces, ...read(...pieces) }).toEqual({ pieces, thought, text });
    }
  });

  it('passes on what is sure at once', () => {
    const reader = new ThinkTagReader();
    expect(reader.read('<think>\nWhales </thi', false)).toEqual({ thought: 'Whales ', text: '' });
    expect(reader.read('s ', false)).toEqual({ thought: '</this ', text: '' });
    expect(reader.read('sings\n</think>\nAye', false)).toEqual({ thought: 'sings', text: 'Aye' });
  });
});

describe('text that grows', () => {
  it.each<[string, string[], string[]]>([
    ['in pieces', ['Whales', ' drift', ' drift'], ['Whales', ' drift', ' drift']],
    ['whole so far', ['Wha', 'Whales', 'Whales', 'Whales drift'], ['Wha', 'les', '', ' drift']],
    ['in pieces that begin alike later', ['a', 'b', 'ab', 'aba'], ['a', 'b', 'ab', 'aba']],
  ])('%s gives what is new', (_, pieces, expected) => {
    const text = new GrowingText();
    expect(pieces.map((piece) => text.take(piece))).toEqual(expected);
  });
});

describe('a line of its own', () => {
  const chunk = (content: string, reason?: string) => ({
    id: 'mm-1',
    choices: [{ index: 0, delta: { content }, ...(reason && { finish_reason: reason }) }],
  });
  const streamed = async (...frames: object[]) => {
    const bytes = Buffer.from(frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join(''));
    const events = await streamedEvents(miniMaxAdapter, [bytes]);
    expect(eventOrderProblems(events)).toEqual([]);
    return foldEvents(events);
  };

  it('that is the whole answer is read where it repeats nothing', async () => {
    const whole = {
      id: 'mm-1',
      object: 'chat.completion',
      choices: [{ index: 0, finish_reason: 'stop', message: { content: '<think>Hm.</think>Aye.' } }],
    };
    expect((await streamed(whole)).choices).toMatchObject([{ content: 'Aye.', reasoning: 'Hm.' }]);
  });

  it('that repeats the answer may be the one that ends it, with what was kept back', async () => {
    const repeated = {
      object: 'chat.completion',
      choices: [{ index: 0, finish_reason: 'length', message: { content: '<think>Hm</thi' } }],
    };
    expect((await streamed(chunk('<think>Hm</thi'), repeated)).choices).toMatchObject([
      { content: '', reasoning: 'Hm</thi', finishReason: FinishReason.LENGTH },
    ]);
  });

  it.each<[string, object, object]>([
    ['the input was filtered', { input_sensitive: true, choices: null }, { finishReason: FinishReason.CONTENT_FILTER }],
    [
      'all output was filtered',
      { output_sensitive: true, choices: null },
      { finishReason: FinishReason.CONTENT_FILTER },
    ],
    [
      'the output was filtered by number',
      { base_resp: { status_code: 1027 } },
      { finishReason: FinishReason.CONTENT_FILTER },
    ],
  ])('tells that %s', async (_, line, choice) => {
    expect((await streamed({ id: 'mm-1', ...line })).choices).toMatchObject([choice]);
  });

  it('tells of sensitive output that was let through', async () => {
    const folded = await streamed({ ...chunk('Aye.', 'stop'), output_sensitive: true });
    expect(folded.choices).toMatchObject([{ content: 'Aye.', finishReason: FinishReason.STOP }]);
  });

  it.each<[string, object, FailureCode]>([
    ['in base_resp', { base_resp: { status_code: 1001, status_msg: 'timeout' } }, FailureCode.UPSTREAM_TIMEOUT],
    ['by number', { type: 'error', error: { message: 'busy (1002)' } }, FailureCode.UPSTREAM_RATE_LIMITED],
    ['by HTTP code', { type: 'error', error: { message: 'busy', http_code: '529' } }, FailureCode.UPSTREAM_OVERLOADED],
    ['by a number that is new', { base_resp: { status_code: 9999 } }, FailureCode.UPSTREAM_ERROR],
  ])('tells of a failure %s', async (_, line, code) => {
    expect((await streamed(chunk('A'), line)).failure).toMatchObject({ code });
  });

  it('that is malformed fails the answer', () => {
    const body = '{"id":"x","choices":[null]}';
    expect(foldEvents(miniMaxAdapter.fromResponse(body, adapterTask())).failure).toMatchObject({
      code: FailureCode.UPSTREAM_ERROR,
    });
  });
});
