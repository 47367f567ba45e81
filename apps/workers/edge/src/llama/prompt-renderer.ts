import { Template } from '@huggingface/jinja';
import { FailureCode, type Message } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { createSpecialTextGuard, cutMark } from './special-text-guard.js';
import { toTemplateMessages } from './template-messages.js';

export interface PromptTemplate {
  readonly modelId: string;
  /** Jinja source, as in `tokenizer.chat_template`. */
  readonly source: string;
  readonly bos: string;
  readonly eos: string;
  /** How the model's control tokens are spelt. */
  readonly controlTokens: readonly string[];
}

/**
 * Renders messages to the pieces of a prompt. Each piece is to be tokenised alone, with control tokens parsed: the pieces are
 * cut so that no spelling of a control token in a caller's text survives.
 * @throws an Error where the template itself cannot be parsed.
 */
export function createPromptRenderer(template: PromptTemplate): (messages: readonly Message[]) => readonly string[] {
  const compiled = new Template(template.source);
  const guard = createSpecialTextGuard(template.controlTokens);
  return (messages) => {
    const items = {
      messages: toTemplateMessages(messages, guard),
      add_generation_prompt: true,
      bos_token: template.bos,
      eos_token: template.eos,
    };
    return render(compiled, items, template)
      .split(cutMark)
      .filter((piece) => piece !== '');
  };
}

function render(compiled: Template, items: Record<string, unknown>, { modelId, source }: PromptTemplate): string {
  try {
    return compiled.render(items);
  } catch (error) {
    // A template refuses by raise_exception; anything that is not its own literal text could quote a prompt.
    const reason = error instanceof Error && source.includes(error.message) ? `: ${error.message}` : '.';
    throw CompletionFailure.of(
      FailureCode.INVALID_VALUE,
      `The chat template of ${modelId} does not take these messages${reason}`,
      { param: 'messages' },
    );
  }
}
