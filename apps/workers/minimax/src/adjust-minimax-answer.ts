import type { AdjustAnswer, WireChoice, WireCompletion, WireMessage } from '@belugapi/dialect-openai';
import { GrowingText } from './growing-text.js';
import { type BaseResponse, outputFiltered } from './read-minimax-failure.js';
import { ThinkTagReader } from './think-tag-reader.js';

interface MiniMaxAnswer extends WireCompletion {
  readonly base_resp?: BaseResponse | null;
  readonly input_sensitive?: boolean | null;
  readonly output_sensitive?: boolean | null;
}

interface MiniMaxMessage extends WireMessage {
  readonly reasoning_details?: readonly ({ readonly text?: unknown } | null)[] | null;
}

/**
 * Makes MiniMax's answers plain: thinking out of its details or tags, the last line of a stream without the whole answer that
 * it repeats, and filtered answers ended as such.
 */
export function adjustMiniMaxAnswer(): AdjustAnswer {
  const choices = new Map<number, ChoiceText>();
  let streamed = false;
  const adjusted = (choice: WireChoice): WireChoice => {
    const { index = 0, delta, message, ...rest } = choice;
    const text = choices.get(index) ?? new ChoiceText();
    choices.set(index, text);
    const ends = Boolean(choice.finish_reason);
    if (delta) streamed = true;
    const repeats = !delta && streamed;
    return { index, ...rest, delta: text.read(repeats ? {} : (delta ?? message ?? {}), ends) };
  };
  return (answer: MiniMaxAnswer) => {
    const plain = answer.choices?.map(adjusted) ?? [];
    const spoke = [...choices.values()].some((choice) => choice.spoke);
    return { ...answer, choices: isFiltered(answer, spoke) ? filtered(plain) : plain };
  };
}

class ChoiceText {
  private readonly reasoning = new GrowingText();
  private readonly tags = new ThinkTagReader();
  spoke = false;

  read(message: MiniMaxMessage, last: boolean): WireMessage {
    const { reasoning_details: details, ...plain } = message;
    const told = detailText(details) ?? message.reasoning_content;
    const reasoning = typeof told === 'string' && told !== '' ? this.reasoning.take(told) : '';
    const content = typeof message.content === 'string' ? message.content : undefined;
    const { thought, text } = this.tags.read(content ?? '', last);
    this.spoke ||= text !== '';
    return {
      ...plain,
      reasoning_content: reasoning + thought,
      // Null stays null where nothing was kept back.
      ...((content !== undefined || text !== '') && { content: text }),
    };
  }
}

function detailText(details: MiniMaxMessage['reasoning_details']): string | undefined {
  if (!Array.isArray(details) || details.length === 0) return undefined;
  return details
    .map((detail: { readonly text?: unknown } | null) => (typeof detail?.text === 'string' ? detail.text : ''))
    .join('');
}

function isFiltered(
  { input_sensitive: input, output_sensitive: output, base_resp: base }: MiniMaxAnswer,
  spoke: boolean,
) {
  return input === true || (output === true && !spoke) || base?.status_code === outputFiltered;
}

function filtered(choices: readonly WireChoice[]): readonly WireChoice[] {
  const ended = choices.length > 0 ? choices : [{ index: 0 }];
  return ended.map((choice) => ({ ...choice, finish_reason: 'content_filter' }));
}
