// Whether the service of this container answers: node healthcheck.mjs [livez|readyz]
const port = process.env['METRICS_PORT'] || '9464';
const probe = process.argv[2] ?? 'livez';
const answer = await fetch(`http://127.0.0.1:${port}/${probe}`, { signal: AbortSignal.timeout(4_000) }).catch(
  (error) => ({ ok: false, status: error.cause?.code ?? error.name }),
);
if (!answer.ok) process.stderr.write(`${probe}: ${answer.status}\n`);
process.exit(answer.ok ? 0 : 1);
