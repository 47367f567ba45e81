import { readServerSentEvents } from './read-server-sent-events.js';
import type { ServerSentEvent } from './server-sent-event.js';

async function read(...chunks: Uint8Array[]): Promise<ServerSentEvent[]> {
  async function* source() {
    yield* chunks;
  }
  const events: ServerSentEvent[] = [];
  for await (const together of readServerSentEvents(source())) events.push(...together);
  return events;
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('readServerSentEvents', () => {
  it('reads data, names and several lines, and passes over comments and other fields', async () => {
    const text = ': hello\nid: 7\nevent: ping\ndata: a\ndata:b\n\nretry: 5\ndata\n\ndata: {"x":1}\n\n';
    expect(await read(bytes(text))).toEqual([
      { event: 'ping', data: 'a\nb' },
      { event: 'message', data: '' },
      { event: 'message', data: '{"x":1}' },
    ]);
  });

  it.each(['\n', '\r\n', '\r'])('gives the same events wherever the bytes are cut (line end %j)', async (end) => {
    const whole = bytes(`: c${end}data: grüße 🐋${end}${end}event: x${end}data: 1${end}data: 2${end}${end}`);
    const expected = [
      { event: 'message', data: 'grüße 🐋' },
      { event: 'x', data: '1\n2' },
    ];
    for (let cut = 0; cut <= whole.length; cut += 1) {
      expect(await read(whole.subarray(0, cut), whole.subarray(cut))).toEqual(expected);
    }
    expect(await read(...Array.from(whole, (byte) => Uint8Array.of(byte)))).toEqual(expected);
  });

  it('drops a last message that has no blank line', async () => {
    expect(await read(bytes('data: whole\n\ndata: cut'))).toEqual([{ event: 'message', data: 'whole' }]);
  });

  it('refuses an event without end', async () => {
    const megabyte = new Uint8Array(1024 * 1024).fill(97);
    await expect(read(bytes('data: '), ...Array.from({ length: 33 }, () => megabyte))).rejects.toThrow(/32 Mi/);
  });
});
