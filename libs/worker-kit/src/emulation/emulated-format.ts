import type { ResponseFormat } from '@belugapi/contracts';
import type { CompletionTask } from '@belugapi/provider-spec';
import { emulates } from './emulates.js';

/** The JSON format that the task's request asks for, where its vendor lacks it. */
export function emulatedFormat(task: CompletionTask): ResponseFormat | undefined {
  const { responseFormat } = task.request;
  const kind = responseFormat?.format?.$case;
  const emulated =
    (kind === 'jsonObject' && emulates(task, 'json_object')) ||
    (kind === 'jsonSchema' && emulates(task, 'json_schema'));
  return emulated ? responseFormat : undefined;
}
