import { readConversation } from './conversations/read-conversation.js';
import type { OfferedTool, VendorConversation } from './conversations/vendor-conversation.js';
import type { VendorCompletion, VendorToolCall } from './emulated-vendor-answer.js';
import type { VendorRequest } from './emulated-vendor-request.js';

/** What `answerToolLoop` says where the request leaves it a choice. */
export interface ToolLoopOptions {
  /** Arguments of the parallel calls, one object each. Default: two cities. */
  readonly arguments?: readonly Readonly<Record<string, unknown>>[];
  /** The answer to a request for JSON. Default: `{"city":"Tromsø","degrees":4}`. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** What a model that thinks thinks first. */
  readonly reasoning?: string;
}

const cities = [{ city: 'Tromsø' }, { city: 'Oslo' }];
const weather = { city: 'Tromsø', degrees: 4 };

/**
 * Answers as a model in a tool loop does, on any wire: tools are called first, in parallel; a text that quotes their
 * results follows, or JSON where the request asks for it. Returns undefined for a request with neither tools nor JSON.
 */
export function answerToolLoop(request: VendorRequest, options: ToolLoopOptions = {}): VendorCompletion | undefined {
  const conversation = readConversation(request);
  const { tools, toolResults, asksForJson } = conversation;
  const thinking = options.reasoning === undefined ? {} : { reasoning: options.reasoning };
  const calls = toolResults.length === 0 ? callsOf(conversation, options) : [];
  if (calls.length > 0) return { ...thinking, toolCalls: calls };
  if (asksForJson) return { ...thinking, tokens: words(JSON.stringify(options.json ?? weather)) };
  if (tools.length === 0) return undefined;
  return { ...thinking, tokens: words(`The tools say: ${toolResults.join(' and ')}.`) };
}

function callsOf({ tools, forcedTool }: VendorConversation, options: ToolLoopOptions): VendorToolCall[] {
  const { arguments: given = cities, json = weather } = options;
  const forced = tools.find(({ name }) => name === forcedTool);
  // A forced call may be how a vendor without a field for it is brought to JSON.
  if (forced) return [callOf(forced, [json, ...given].find((one) => fits(one, forced)) ?? {})];
  const [tool] = tools;
  return tool ? given.map((one) => callOf(tool, fits(one, tool) ? one : {})) : [];
}

function fits(given: object, { properties }: OfferedTool): boolean {
  return Object.keys(given).every((name) => properties.includes(name));
}

function callOf({ name }: OfferedTool, given: object): VendorToolCall {
  return { name, arguments: JSON.stringify(given) };
}

function words(text: string): readonly string[] {
  return text.match(/\S+\s*|\s+/g) ?? [];
}
