import type { UploadedFile } from '../http/read-form.js';

/** What OpenAI transcribes, by file name ending. */
export const audioFormats = ['flac', 'mp3', 'mp4', 'mpeg', 'mpga', 'm4a', 'ogg', 'wav', 'webm'] as const;
export type AudioFormat = (typeof audioFormats)[number];

const contentTypes: Readonly<Record<string, AudioFormat>> = {
  'audio/flac': 'flac',
  'audio/x-flac': 'flac',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/mp4': 'mp4',
  'video/mp4': 'mp4',
  'video/mpeg': 'mpeg',
  'audio/m4a': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/ogg': 'ogg',
  'application/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/wave': 'wav',
  'audio/x-wav': 'wav',
  'audio/vnd.wave': 'wav',
  'audio/webm': 'webm',
  'video/webm': 'webm',
};

/** The format that a file's name ends in; undefined where that is none of ours. */
export function formatOfName(name: string): AudioFormat | undefined {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return audioFormats.find((format) => format === ending);
}

/** A file's format by its name, or else by its content type. */
export function audioFormat({ name, contentType }: UploadedFile): AudioFormat | undefined {
  return formatOfName(name) ?? contentTypes[contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''];
}
