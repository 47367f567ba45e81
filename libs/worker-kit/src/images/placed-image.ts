import { FailureCode, type Message } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { ImageRefusal } from './image-refusal.js';

/** A picture and where the request has it. */
export interface PlacedImage {
  readonly message: number;
  readonly part: number;
  readonly url: string;
}

/** All pictures of a request, in order. */
export function placedImages(messages: readonly Message[]): PlacedImage[] {
  return messages.flatMap(({ content }, message) =>
    content.flatMap(({ part: value }, part) =>
      value?.$case === 'image' ? [{ message, part, url: value.value.url }] : [],
    ),
  );
}

/** The messages with other URLs for pictures; what has no picture is shared with the old ones. */
export function withImageUrls(messages: readonly Message[], urls: ReadonlyMap<PlacedImage, string>): Message[] {
  const changed = [...messages];
  for (const [{ message: at, part }, url] of urls) {
    const message = changed[at];
    const image = message?.content[part]?.part;
    if (!message || image?.$case !== 'image') continue;
    const content = message.content.with(part, { part: { $case: 'image', value: { ...image.value, url } } });
    changed[at] = { ...message, content };
  }
  return changed;
}

/** A refusal as the failure of the request, naming the place; any other error as it is. */
export function placedRefusal({ message, part }: PlacedImage, error: unknown): unknown {
  if (!(error instanceof ImageRefusal)) return error;
  const param = `messages[${message}].content[${part}].image_url.url`;
  return CompletionFailure.of(FailureCode.INVALID_VALUE, error.message, { param });
}
