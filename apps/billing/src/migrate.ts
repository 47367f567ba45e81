import { runMigration } from '@belugapi/service-kit';

await runMigration('billing', new URL('../migrations/', import.meta.url));
