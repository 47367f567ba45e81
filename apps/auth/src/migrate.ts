import { runMigration } from '@belugapi/service-kit';

await runMigration('auth', new URL('../migrations/', import.meta.url));
