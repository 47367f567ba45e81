// Loaded into the peer's process before its own code. The peer listens on every interface and on a port that it must be
// told: this keeps it on the loopback, on a free port, and reports that port to the bench.
import { Server, type AddressInfo } from 'node:net';

const prototype = Server.prototype as unknown as { listen: (...given: unknown[]) => Server };
const { listen } = prototype;
prototype.listen = function (this: Server) {
  this.once('listening', () => {
    process.send?.({ url: `http://127.0.0.1:${(this.address() as AddressInfo).port}` });
  });
  return listen.call(this, 0, '127.0.0.1');
};

process.once('disconnect', () => process.exit());
