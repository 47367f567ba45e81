import { once } from 'node:events';

// A migration command whose launcher ends while its modules are being loaded.
await once(process, 'disconnect');
const { runMigration } = await import('@belugapi/service-kit');
process.stdout.write('loaded');
await runMigration('specimen', new URL('.', import.meta.url));
