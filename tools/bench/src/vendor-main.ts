// The emulated vendor as a process of its own: `node tools/bench/dist/vendor-main.js [--port 4010]`.
import { startEmulatedVendor } from '@belugapi/testing';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const vendor = await startEmulatedVendor({ port: Number(values.port), remember: 0 });
const address = { url: vendor.url, baseUrl: vendor.baseUrl };
if (process.send) process.send(address);
else console.log(JSON.stringify(address));

process.once('disconnect', () => process.exit());
