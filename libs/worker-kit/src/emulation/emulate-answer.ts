import type { CompletionEvent } from '@belugapi/contracts';
import type { CompletionTask } from '@belugapi/provider-spec';
import { demandedCallAnswer } from './demanded-call-answer.js';
import { demandsCall } from './demands-call.js';
import { emulatedFormat } from './emulated-format.js';
import { emulates } from './emulates.js';
import { estimateUsage } from './estimate-usage.js';
import type { EmitEvent, EventStage } from './event-stage.js';
import { firstCallOnly } from './first-call-only.js';
import { jsonAnswer } from './json-answer.js';
import { stopAnswer } from './stop-answer.js';
import { streamPieces } from './stream-pieces.js';

// A reader that pauses is heard between arrays, and a whole answer may become thousands of events at once.
const mostTogether = 64;

/**
 * The answer with the emulated fields applied; `task` is the original one. The events themselves where nothing is emulated.
 * Reads the vendor only as it is read; a reader that leaves makes it leave too.
 */
export function emulateAnswer(
  events: AsyncIterable<readonly CompletionEvent[]>,
  task: CompletionTask,
): AsyncIterable<readonly CompletionEvent[]> {
  const stages = answerStages(task);
  return stages.length === 0 ? events : throughStages(events, stages);
}

/**
 * In the order in which they apply. Text is cut at its stop sequence before anything is judged by it; calls are counted out
 * before one is missed; JSON is checked on what is left; pieces are made last.
 */
function answerStages(task: CompletionTask): readonly EventStage[] {
  const { request, row, attempt } = task;
  const stages: EventStage[] = [];
  if (emulates(task, 'stop') && request.stop.length > 0)
    stages.push(stopAnswer(request.stop, request.choiceCount ?? 1));
  if (emulates(task, 'parallel_tool_calls') && request.parallelToolCalls === false) stages.push(firstCallOnly);
  if (emulates(task, 'tool_choice') && demandsCall(request.toolChoice) && attempt === 1) {
    stages.push(demandedCallAnswer(request.stream));
  }
  const format = emulatedFormat(task);
  if (format) stages.push(jsonAnswer(format));
  if (stages.length > 0) {
    const { first, last } = estimateUsage(task);
    stages.unshift(first);
    stages.push(last);
  }
  if (row?.streaming === 'emulated' && request.stream) stages.push(streamPieces);
  return stages;
}

async function* throughStages(
  events: AsyncIterable<readonly CompletionEvent[]>,
  stages: readonly EventStage[],
): AsyncGenerator<readonly CompletionEvent[], void, void> {
  let emitted: CompletionEvent[] = [];
  const collect: EmitEvent = (event) => void emitted.push(event);
  const take = stages.reduceRight((emit, stage) => stage(emit), collect);
  for await (const together of events) {
    for (const event of together) take(event);
    const ready = emitted;
    if (ready.length === 0) continue;
    emitted = [];
    if (ready.length <= mostTogether) yield ready;
    else for (let at = 0; at < ready.length; at += mostTogether) yield ready.slice(at, at + mostTogether);
  }
}
