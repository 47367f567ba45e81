import type { CompletionTask, ImagePolicy } from '@belugapi/provider-spec';
import { ByteBudget } from './byte-budget.js';
import { dataUrlContent } from './data-url-content.js';
import type { ImageFetcher } from './image-fetcher.js';
import { ImageRefusal } from './image-refusal.js';
import { encodedPictureType, pictureType } from './picture-type.js';
import { type PlacedImage, placedImages, placedRefusal, withImageUrls } from './placed-image.js';
import { Slots } from './slots.js';

const mostFetches = 20;
const fetchesAtOnce = 4;
// Vendors take requests of 20 to 50 MB, and base64 adds a third.
const mostFetchedBytes = 40 * 1024 * 1024;

/**
 * The task with every picture in a form that the vendor takes: data: URLs are checked and get the media type that their
 * bytes have; what the vendor does not fetch itself is fetched and put into data: URLs. All else stays as it is, and
 * everything without a policy. Throws a CompletionFailure that names the part at fault, or the signal's reason.
 */
export async function inlineImages(
  task: CompletionTask,
  policy: ImagePolicy | undefined,
  fetcher: ImageFetcher,
  signal: AbortSignal,
): Promise<CompletionTask> {
  const images = policy ? placedImages(task.request.messages) : [];
  if (!policy || images.length === 0) return task;
  const urls = new Map<PlacedImage, string>();
  const remote = new Map<string, PlacedImage[]>();
  // All that can be told without a connection comes before the first one.
  for (const image of images) {
    try {
      const scheme = schemeOf(image.url);
      if (scheme === 'data') urls.set(image, await checkedDataUrl(image.url, policy));
      else if (scheme !== 'http' && scheme !== 'https') {
        throw new ImageRefusal('The image URL must be an http, https or data URL.');
      } else if (!policy.fetchedByVendor.includes(scheme)) addRemote(remote, image);
    } catch (error) {
      throw placedRefusal(image, error);
    }
  }
  const fetched = await fetchAll([...remote.keys()], policy, fetcher, signal, (url, error) => {
    const [first] = remote.get(url) ?? [];
    return first ? placedRefusal(first, error) : error;
  });
  for (const [url, places] of remote) for (const image of places) urls.set(image, fetched.get(url) ?? url);
  if (urls.size === 0) return task;
  return { ...task, request: { ...task.request, messages: withImageUrls(task.request.messages, urls) } };
}

function schemeOf(url: string): string | undefined {
  return /^([a-z]+):/i.exec(url.slice(0, 16))?.[1]?.toLowerCase();
}

function addRemote(remote: Map<string, PlacedImage[]>, image: PlacedImage): void {
  const places = remote.get(image.url);
  if (places) return void places.push(image);
  if (remote.size === mostFetches) {
    throw new ImageRefusal(`A request may name at most ${mostFetches} images by URL. Send others as data URLs.`);
  }
  remote.set(image.url, [image]);
}

async function fetchAll(
  urls: readonly string[],
  policy: ImagePolicy,
  fetcher: ImageFetcher,
  signal: AbortSignal,
  placed: (url: string, error: unknown) => unknown,
): Promise<ReadonlyMap<string, string>> {
  const budget = new ByteBudget(mostFetchedBytes);
  const slots = new Slots(fetchesAtOnce);
  // One that is refused ends the fetches of the others.
  const leave = new AbortController();
  const either = AbortSignal.any([signal, leave.signal]);
  const fetchOne = async (url: string): Promise<[string, string]> => {
    try {
      const bytes = await slots.run(() => fetcher.fetch(url, budget, either), either);
      const type = accepted(await pictureType(bytes), policy);
      return [url, dataUrl(type, bytes.toString('base64'))];
    } catch (error) {
      throw placed(url, error);
    }
  };
  try {
    return new Map(await Promise.all(urls.map(fetchOne)));
  } finally {
    leave.abort();
  }
}

async function checkedDataUrl(url: string, policy: ImagePolicy): Promise<string> {
  const base64 = dataUrlContent(url);
  return dataUrl(accepted(await encodedPictureType(base64), policy), base64);
}

function dataUrl(mediaType: string, base64: string): string {
  return `data:${mediaType};base64,${base64}`;
}

function accepted(type: string | undefined, { mediaTypes }: ImagePolicy): string {
  if (type !== undefined && mediaTypes.includes(type)) return type;
  const found = type === undefined ? 'is no known kind of picture' : `is ${type}`;
  throw new ImageRefusal(`The image ${found}; the model takes ${mediaTypes.join(', ')}.`);
}
