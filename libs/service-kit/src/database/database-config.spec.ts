import pg from 'pg';
import { databaseConfigSchema } from './database-config.js';

test.each([
  'postgresql://user:password@db.internal:5432/belugapi?sslmode=require',
  'postgres://user:p@ss%word@host:1/belugapi',
  'postgres://user@[fd00::1]:1/belugapi',
  'postgres://host',
  'postgres://host?user=beluga',
  'postgresql:///belugapi?host=/run/postgresql',
  'postgresql://user:password@/belugapi?host=/run/postgresql',
  'postgres://user@host:65535/belugapi',
  'postgres://user@host:65536/belugapi',
  'postgres://user@host:99999/belugapi',
  'postgres://user@host:port/belugapi',
  'postgres://user:pass#word@host/belugapi',
  'postgres://user:pass/word@host/belugapi',
  'postgres://user@:5432/belugapi',
  'postgres://user@[fd00::1/belugapi',
])('the driver can read %s where the setting takes it, and nowhere else', (url) => {
  const { success } = databaseConfigSchema.safeParse({ DATABASE_URL: url });
  expect(success).toBe(isRead(url));
});

function isRead(url: string): boolean {
  try {
    return Boolean(new pg.Client(url));
  } catch {
    return false;
  }
}
