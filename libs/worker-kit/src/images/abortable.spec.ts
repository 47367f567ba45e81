import { getEventListeners } from 'node:events';
import { abortable } from './abortable.js';

const reason = new Error('the caller left');

describe('abortable', () => {
  it('gives what the promise gives, and leaves no listener', async () => {
    const { signal } = new AbortController();
    await expect(abortable(Promise.resolve(7), signal)).resolves.toBe(7);
    await expect(abortable(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('rejects as soon as the signal aborts', async () => {
    const abort = new AbortController();
    const waiting = abortable(new Promise(() => undefined), abort.signal);
    abort.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  it('rejects where the signal has aborted, and hears what becomes of the promise', async () => {
    const unheard: unknown[] = [];
    const note = (error: unknown) => unheard.push(error);
    process.on('unhandledRejection', note);
    try {
      const late = Promise.withResolvers<void>();
      await expect(abortable(late.promise, AbortSignal.abort(reason))).rejects.toBe(reason);
      late.reject(new Error('unheard'));
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off('unhandledRejection', note);
    }
    expect(unheard).toEqual([]);
  });
});
