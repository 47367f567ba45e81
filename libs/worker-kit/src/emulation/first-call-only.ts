import type { CompletionEvent } from '@belugapi/contracts';
import type { EmitEvent, EventStage } from './event-stage.js';

/** Leaves of each choice's tool calls the first, as `parallel_tool_calls: false` asks for; what belongs to the others goes too. */
export const firstCallOnly: EventStage = (emit) => {
  const kept = new Set<string>();
  const dropped = new Set<string>();
  // An adapter may tell the state of a call before the call itself.
  const waiting: CompletionEvent[] = [];
  const takeState: EmitEvent = (given) => {
    const id = given.event?.$case === 'reasoningState' ? given.event.value.toolCallId : undefined;
    if (!id || kept.has(id)) emit(given);
    else if (!dropped.has(id)) waiting.push(given);
  };

  return (given) => {
    const { event } = given;
    switch (event?.$case) {
      case 'toolCallStarted': {
        const { id, index } = event.value;
        (index === 0 ? kept : dropped).add(id);
        if (index === 0) emit(given);
        waiting.splice(0).forEach(takeState);
        return;
      }
      case 'toolCallArguments':
        if (event.value.index === 0) emit(given);
        return;
      case 'reasoningState':
        return takeState(given);
      case 'completed':
        waiting.splice(0).forEach(emit);
        return emit(given);
      case 'started':
      case 'text':
      case 'reasoning':
      case 'refusal':
      case 'annotation':
      case 'audio':
      case 'choiceFinished':
      case 'usage':
      case 'failed':
      case undefined:
        return emit(given);
    }
  };
};
