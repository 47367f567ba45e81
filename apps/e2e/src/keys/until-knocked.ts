import { createServer } from 'node:net';

/** Shuts the door in the face of whoever connects to a port, so many times; then the port is free again. */
export async function untilKnocked(port: number, times: number): Promise<void> {
  let knocks = 0;
  await new Promise<void>((resolve, reject) => {
    const door = createServer((socket) => {
      socket.destroy();
      knocks += 1;
      if (knocks === times) door.close(() => resolve());
    });
    door.once('error', reject).listen(port, '127.0.0.1');
  });
}
