import { type CompletionRequest, FailureCode, ToolChoiceMode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';

type Check = readonly [param: string, asked: (request: CompletionRequest) => boolean];

const unsupported: readonly Check[] = [
  ['tools', ({ tools }) => tools.length > 0],
  ['tool_choice', ({ toolChoice }) => toolChoice?.choice !== undefined && !isHarmless(toolChoice.choice)],
  ['n', ({ choiceCount }) => (choiceCount ?? 1) > 1],
  ['logprobs', ({ logprobs }) => logprobs === true],
  ['modalities', ({ modalities }) => modalities.some((modality) => modality !== 'text')],
  ['audio', ({ audio }) => audio !== undefined],
  ['web_search_options', ({ webSearchOptions }) => webSearchOptions !== undefined],
];

/**
 * Refuses what would change the answer and the in-process engine cannot do.
 * @throws {CompletionFailure} naming the field and the model.
 */
export function checkSupported(request: CompletionRequest, modelId: string): void {
  for (const [param, asked] of unsupported)
    if (asked(request))
      throw CompletionFailure.of(
        FailureCode.UNSUPPORTED_PARAMETER,
        `'${param}' is not supported with ${modelId}, which the edge worker runs in its own process.`,
        { param },
      );
}

function isHarmless(choice: NonNullable<NonNullable<CompletionRequest['toolChoice']>['choice']>): boolean {
  return choice.$case === 'mode' && choice.value !== ToolChoiceMode.REQUIRED;
}
