#!/usr/bin/env node
import { existsSync } from 'node:fs';

// A fresh checkout is compiled by its first `npm start`, or by `npm run build`.
const program = new URL('../dist/main.js', import.meta.url);
if (!existsSync(program)) {
  process.stderr.write('beluga: not built yet: run `npm run build` once\n');
  process.exit(1);
}
await import(program.href);
