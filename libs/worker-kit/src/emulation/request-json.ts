import type { CompletionRequest, JsonSchemaFormat, ResponseFormat } from '@belugapi/contracts';
import type { ModelRow } from '@belugapi/model-catalog';
import { addInstruction } from './add-instruction.js';
import { compileSchema } from './compile-schema.js';

/**
 * A JSON format in words. `hasJsonMode`: a schema goes beside the mode that its model at least knows.
 * @throws {CompletionFailure} INVALID_VALUE for a schema that no answer can be checked against.
 */
export function requestJson(
  request: CompletionRequest,
  { format }: ResponseFormat,
  row: ModelRow | undefined,
  hasJsonMode: boolean,
): CompletionRequest {
  const schema = format?.$case === 'jsonSchema' ? format.value : undefined;
  if (schema?.schemaJson !== undefined) compileSchema(schema.schemaJson);
  const jsonMode: ResponseFormat = { format: { $case: 'jsonObject', value: {} } };
  const responseFormat = schema && hasJsonMode ? jsonMode : undefined;
  return addInstruction({ ...request, responseFormat }, row, instruction(schema, request.tools.length > 0));
}

function instruction(schema: JsonSchemaFormat | undefined, hasTools: boolean): string {
  const lines = ['Answer with one JSON object only: no prose before or after it, and no code fence around it.'];
  if (hasTools) lines.push('You may still call tools; write no text beside a call.');
  if (schema) lines.push(`The object is called "${schema.name}"${about(schema)}.`);
  if (schema?.schemaJson !== undefined) lines.push(`It must be valid against this JSON Schema:\n${schema.schemaJson}`);
  return lines.join('\n');
}

function about({ description }: JsonSchemaFormat): string {
  return description ? ` (${description})` : '';
}
