import type { CompletionEvent, TokenLogprob, TokenUsage } from '@belugapi/contracts';
import type { UsageCost } from '@belugapi/completion';
import type { EventEncoder } from '../answer/event-encoder.js';
import { eventJson } from '../answer/event-json.js';
import { transcriptLogprob } from './transcription-body.js';
import { transcriptionUsage } from './transcription-usage.js';

/**
 * Writes events as OpenAI's stream of a transcription (API reference, "Transcript text delta" and "done"). Without `event:`
 * lines: every SDK reads those, and early ones broke on named events (openai-node#1415).
 */
export class TranscriptEncoder implements EventEncoder {
  private text = '';
  private logprobs: TokenLogprob[] = [];

  encode({ event }: CompletionEvent): string {
    if (event?.$case !== 'text' || event.value.choice !== 0) return '';
    const { text, logprobs } = event.value;
    this.text += text;
    this.logprobs.push(...logprobs);
    return message({ type: 'transcript.text.delta', delta: text, ...told(logprobs) });
  }

  ending(usage: TokenUsage, cost: UsageCost | undefined): string {
    const used = transcriptionUsage(usage, cost);
    return message({
      type: 'transcript.text.done',
      text: this.text,
      ...told(this.logprobs),
      ...(used && { usage: used }),
    });
  }

  restart(): void {
    this.text = '';
    this.logprobs = [];
  }
}

function message(body: object): string {
  return `data: ${eventJson(body)}\n\n`;
}

function told(logprobs: readonly TokenLogprob[]): object | false {
  return logprobs.length > 0 && { logprobs: logprobs.map(transcriptLogprob) };
}
