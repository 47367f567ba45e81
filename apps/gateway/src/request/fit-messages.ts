import { type CompletionRequest, FailureCode, type Message, Role } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { ModelRow, Wire } from '@belugapi/model-catalog';

/**
 * Fits a request's messages to the model that serves it: parts it cannot read are refused, reasoning of other providers is
 * left out, and a transcription keeps its recording and instructions. Gives the names of what was left out.
 * @throws {CompletionFailure} naming the part at fault.
 */
export function fitMessages(request: CompletionRequest, row: ModelRow, wire: Wire): string[] {
  refuseOtherModalities(request, row);
  if (request.messages.some((message) => holdsForeignState(message, row))) {
    request.messages = request.messages.map((message) => withOwnState(message, row));
  }
  return wire === 'transcription' ? keepRecording(request, row) : [];
}

// A state means nothing to a provider that did not issue it, and the conversation may have come from another model.
function holdsForeignState({ reasoningState }: Message, { provider }: ModelRow): boolean {
  return reasoningState.some((state) => state.provider !== provider);
}

function withOwnState(message: Message, { provider }: ModelRow): Message {
  return { ...message, reasoningState: message.reasoningState.filter((state) => state.provider === provider) };
}

function keepRecording(request: CompletionRequest, row: ModelRow): string[] {
  const message = request.messages.findLast(({ role }) => role === Role.USER);
  const recordings = message?.content.filter(({ part }) => part?.$case === 'audio').length ?? 0;
  if (!message || recordings !== 1) {
    throw CompletionFailure.of(
      FailureCode.INVALID_VALUE,
      `The model \`${row.id}\` transcribes a recording: the last user message must hold exactly one input_audio part.`,
      { param: 'messages' },
    );
  }
  // Instructions become the prompt; there is no conversation for the rest to be part of.
  const kept = request.messages.filter((each) => each === message || isInstruction(each));
  const shortened = kept.length < request.messages.length;
  request.messages = kept;
  return shortened ? ['messages'] : [];
}

function isInstruction({ role }: Message): boolean {
  return role === Role.SYSTEM || role === Role.DEVELOPER;
}

const modalities = { image: 'image', audio: 'audio', file: 'file' } as const;

function refuseOtherModalities(request: CompletionRequest, row: ModelRow): void {
  request.messages.forEach((message, messageIndex) => {
    message.content.forEach(({ part }, partIndex) => {
      if (part?.$case !== 'image' && part?.$case !== 'audio' && part?.$case !== 'file') return;
      if (row.input.includes(modalities[part.$case])) return;
      throw CompletionFailure.of(
        FailureCode.UNSUPPORTED_PARAMETER,
        `The model \`${row.id}\` does not take ${part.$case} parts.`,
        { param: `messages[${messageIndex}].content[${partIndex}]` },
      );
    });
  });
}
