import type { CompletionTask } from '@belugapi/provider-spec';
import { emulatedFormat } from './emulated-format.js';
import { emulates } from './emulates.js';
import { requestJson } from './request-json.js';
import { requestToolChoice } from './request-tool-choice.js';

/**
 * The task as the vendor can take it: emulated fields taken out or rewritten. A field that is not known here stays.
 * @throws {CompletionFailure} INVALID_VALUE where what is asked for cannot be stood in for.
 */
export function emulateRequest(task: CompletionTask): CompletionTask {
  let { request } = task;
  if (emulates(task, 'stop')) request = { ...request, stop: [] };
  if (emulates(task, 'parallel_tool_calls')) request = { ...request, parallelToolCalls: undefined };
  // Before the format, whose instruction depends on the tools that are left.
  if (emulates(task, 'tool_choice')) request = requestToolChoice(request, task.row);
  const format = emulatedFormat(task);
  const hasJsonMode = task.row?.parameters.json_object === 'native' && !emulates(task, 'json_object');
  if (format) request = requestJson(request, format, task.row, hasJsonMode);
  return request === task.request ? task : { ...task, request };
}
