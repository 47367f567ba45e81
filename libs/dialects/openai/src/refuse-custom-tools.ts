import { type CompletionRequest, FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';

/**
 * For vendors that know function tools only.
 * @throws {CompletionFailure} UNSUPPORTED_PARAMETER for the first custom tool, custom choice or earlier custom call.
 */
export function refuseCustomTools({ tools, toolChoice, messages }: CompletionRequest): void {
  tools.forEach(({ tool }, index) => {
    if (tool?.$case === 'custom') throw refusal(`tools[${index}]`);
  });
  if (toolChoice?.choice?.$case === 'custom') throw refusal('tool_choice');
  messages.forEach(({ toolCalls }, index) => {
    const custom = toolCalls.findIndex(({ call }) => call?.$case === 'custom');
    if (custom >= 0) throw refusal(`messages[${index}].tool_calls[${custom}]`);
  });
}

function refusal(param: string): CompletionFailure {
  return CompletionFailure.of(
    FailureCode.UNSUPPORTED_PARAMETER,
    'Unsupported value: this model takes function tools only, no custom tools.',
    { param },
  );
}
