import { type CompletionEvent, FailureCode, FinishReason } from '@belugapi/contracts';
import { failedEvent } from '@belugapi/completion';
import { answeredFailure } from '../answered-failure.js';
import type { EventReader } from '../event-reader.js';
import { readLogprobs } from '../read-logprobs.js';
import { readTranscriptUsage } from './read-transcript-usage.js';
import type { WireTranscript } from './transcription-wire.js';

/** Reads a transcript, event by event or whole: its text is the answer's. */
export class TranscriptReader implements EventReader {
  private started = false;
  private spoke = false;
  ended = false;

  /** `model`: the one that was asked for, since transcripts name none. */
  constructor(private readonly model: string) {}

  read(data: string, events: CompletionEvent[]): void {
    this.parsed(data, events, (event) => {
      if (event.type === 'transcript.text.delta') this.text(event.delta, event.logprobs, events);
      else if (event.type === 'transcript.text.done') this.end(event, events);
      else if (event.type === 'error') this.fail(event.error ?? event, events);
    });
  }

  /** A whole transcript. */
  readWhole(body: string): CompletionEvent[] {
    const events: CompletionEvent[] = [];
    this.parsed(body, events, (transcript) => {
      if (typeof transcript.text !== 'string') throw new TypeError('no text');
      this.end(transcript, events);
    });
    return events;
  }

  cutOff(events: CompletionEvent[]): void {
    if (this.ended) return;
    this.ended = true;
    events.push(failedEvent(FailureCode.UPSTREAM_ERROR, 'The provider ended the transcript before it was complete.'));
  }

  private parsed(json: string, events: CompletionEvent[], read: (transcript: WireTranscript) => void): void {
    try {
      const transcript = JSON.parse(json) as WireTranscript;
      if (transcript.error && transcript.type !== 'error') this.fail(transcript.error, events);
      else read(transcript);
    } catch {
      this.ended = true;
      const reason = 'The provider sent something that is not a transcript.';
      events.push(failedEvent(FailureCode.UPSTREAM_ERROR, reason));
    }
  }

  private text(text: unknown, logprobs: unknown, events: CompletionEvent[]): void {
    if (typeof text !== 'string') return;
    this.start(events);
    this.spoke = true;
    events.push({ event: { $case: 'text', value: { choice: 0, text, logprobs: readLogprobs(logprobs) } } });
  }

  private end({ text, logprobs, usage }: WireTranscript, events: CompletionEvent[]): void {
    this.start(events);
    // Silence is an empty text.
    if (!this.spoke) this.text(text ?? '', logprobs, events);
    const value = { choice: 0, reason: FinishReason.STOP, rawReason: 'stop' };
    events.push({ event: { $case: 'choiceFinished', value } });
    const told = typeof usage === 'object' && usage !== null ? readTranscriptUsage(usage) : undefined;
    if (told) events.push({ event: { $case: 'usage', value: told } });
    this.ended = true;
    events.push({ event: { $case: 'completed', value: {} } });
  }

  private start(events: CompletionEvent[]): void {
    if (this.started) return;
    this.started = true;
    events.push({ event: { $case: 'started', value: { upstreamId: '', upstreamModel: this.model } } });
  }

  private fail(error: unknown, events: CompletionEvent[]): void {
    this.ended = true;
    events.push({ event: { $case: 'failed', value: answeredFailure(error) } });
  }
}
