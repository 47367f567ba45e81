import { type JsonObject, objectIn, textIn } from '../wires/json-values.js';
import type { OfferedTool } from './vendor-conversation.js';

/** A tool by its name and the JSON Schema of its arguments. */
export function offeredTool(name: unknown, schema: unknown): OfferedTool {
  return { name: textIn(name), properties: Object.keys(objectIn(objectIn(schema)['properties'])) };
}

/** The items behind the last one that matches; all of them where none does. */
export function sinceLast<Item extends JsonObject>(
  items: readonly Item[],
  matches: (item: Item) => boolean,
): readonly Item[] {
  return items.slice(items.findLastIndex(matches) + 1);
}

/** Whether one of the texts asks for JSON: where a vendor has no field for it, the instructions say so. */
export function saysJson(texts: readonly string[]): boolean {
  return texts.some((text) => /\bJSON\b/.test(text));
}
