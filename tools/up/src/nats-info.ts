import { connect } from 'node:net';
import { z } from 'zod';

const infoLine = z.object({ server_name: z.string().default(''), jetstream: z.boolean().default(false) });
const maxInfoBytes = 64 * 1024;

/** What a NATS server says of itself before a client says anything. */
export interface NatsInfo {
  serverName: string;
  jetStream: boolean;
}

/** Connects and reads the INFO line; undefined when nothing answers there within two seconds, or something that is not NATS. */
export function readNatsInfo(host: string, port: number): Promise<NatsInfo | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    let text = '';
    const end = (info?: NatsInfo) => {
      socket.destroy();
      resolve(info);
    };
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (text.includes('\r\n') || text.length > maxInfoBytes) end(parseInfo(text));
    });
    socket.once('timeout', () => end());
    socket.once('error', () => end());
    socket.once('close', () => end());
  });
}

function parseInfo(text: string): NatsInfo | undefined {
  if (!text.startsWith('INFO ')) return undefined;
  try {
    const info = infoLine.parse(JSON.parse(text.slice('INFO '.length, text.indexOf('\r\n'))));
    return { serverName: info.server_name, jetStream: info.jetstream };
  } catch {
    return undefined;
  }
}
