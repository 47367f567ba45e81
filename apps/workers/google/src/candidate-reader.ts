import { type CompletionEvent, FinishReason } from '@belugapi/contracts';
import type { WireCandidate, WireFunctionCall, WireGroundingChunk, WirePart } from './google-wire.js';
import { textOf } from './text-of.js';

// ai.google.dev/api/generate-content#FinishReason
const finishReasons: Readonly<Record<string, FinishReason>> = {
  STOP: FinishReason.STOP,
  OTHER: FinishReason.STOP,
  FINISH_REASON_UNSPECIFIED: FinishReason.STOP,
  MAX_TOKENS: FinishReason.LENGTH,
  SAFETY: FinishReason.CONTENT_FILTER,
  RECITATION: FinishReason.CONTENT_FILTER,
  LANGUAGE: FinishReason.CONTENT_FILTER,
  BLOCKLIST: FinishReason.CONTENT_FILTER,
  PROHIBITED_CONTENT: FinishReason.CONTENT_FILTER,
  SPII: FinishReason.CONTENT_FILTER,
  IMAGE_SAFETY: FinishReason.CONTENT_FILTER,
};

// The model went wrong over its tools: nothing is left to read, and another attempt may go well.
const brokenReasons: readonly string[] = ['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS'];

/** Reads one candidate of an answer, piece by piece or whole, into events. */
export class CandidateReader {
  private rawReason: string | undefined;
  private spoke = false;
  private readonly callIds = new Set<string>();
  private readonly cited = new Set<string>();

  /** `ownCallId` names a call that the vendor gave no id of its own, by its number. */
  constructor(
    private readonly choice: number,
    private readonly ownCallId: (call: number) => string,
  ) {}

  /** Whether the vendor has said why it ended. */
  get finished(): boolean {
    return this.rawReason !== undefined;
  }

  /** Whether any of the answer itself has come; thoughts are none of it. */
  get answered(): boolean {
    return this.spoke;
  }

  /** The vendor's word for a breakdown that left no answer at all. */
  get brokenBy(): string | undefined {
    return !this.spoke && brokenReasons.includes(this.rawReason ?? '') ? this.rawReason : undefined;
  }

  read(wire: WireCandidate, events: CompletionEvent[]): void {
    for (const part of wire.content?.parts ?? []) this.readPart(part, events);
    for (const chunk of wire.groundingMetadata?.groundingChunks ?? []) this.readCitation(chunk, events);
    // Told at the end, since some models repeat it on every chunk.
    if (wire.finishReason) this.rawReason = textOf(wire.finishReason);
  }

  /** What is left to say of the candidate once the answer has ended. */
  finish(events: CompletionEvent[]): void {
    const { choice, rawReason } = this;
    if (rawReason === undefined) return;
    // Thoughts alone can use up the limit: that is an empty text, since null stands for an answer of calls.
    if (!this.spoke) events.push({ event: { $case: 'text', value: { choice, text: '', logprobs: [] } } });
    const broken = brokenReasons.includes(rawReason);
    const told = broken ? FinishReason.STOP : (finishReasons[rawReason] ?? FinishReason.OTHER);
    const reason = told === FinishReason.STOP && this.callIds.size > 0 ? FinishReason.TOOL_CALLS : told;
    events.push({ event: { $case: 'choiceFinished', value: { choice, reason, rawReason } } });
  }

  private readPart({ text, thought, thoughtSignature, functionCall }: WirePart, events: CompletionEvent[]): void {
    const { choice } = this;
    if (functionCall) this.readCall(functionCall, thoughtSignature, events);
    if (typeof text !== 'string' || text === '') return;
    if (thought === true) {
      events.push({ event: { $case: 'reasoning', value: { choice, text } } });
    } else {
      this.spoke = true;
      events.push({ event: { $case: 'text', value: { choice, text, logprobs: [] } } });
    }
  }

  private readCall({ id: given, name, args }: WireFunctionCall, signature: unknown, events: CompletionEvent[]): void {
    if (typeof name !== 'string' || name === '') return;
    const { choice } = this;
    const index = this.callIds.size;
    const usable = typeof given === 'string' && given !== '' && !this.callIds.has(given);
    const id = usable ? given : this.ownCallId(index);
    this.callIds.add(id);
    this.spoke = true;
    const delta = typeof args === 'object' && args !== null ? JSON.stringify(args) : '{}';
    events.push(
      { event: { $case: 'toolCallStarted', value: { choice, index, id, name, custom: false } } },
      { event: { $case: 'toolCallArguments', value: { choice, index, delta } } },
    );
    if (typeof signature !== 'string' || signature === '') return;
    const value = { provider: 'google', toolCallId: id, kind: 'thought_signature', data: Buffer.from(signature) };
    events.push({ event: { $case: 'reasoningState', value } });
  }

  // Which words a source stands for is told in bytes of the whole text, which nobody keeps here: no indexes.
  private readCitation({ web }: WireGroundingChunk, events: CompletionEvent[]): void {
    if (typeof web?.uri !== 'string' || this.cited.has(web.uri)) return;
    this.cited.add(web.uri);
    const value = { url: web.uri, title: textOf(web.title), startIndex: 0, endIndex: 0 };
    const annotation = { $case: 'urlCitation' as const, value };
    events.push({ event: { $case: 'annotation', value: { choice: this.choice, annotation } } });
  }
}
