// A service that does nothing but what the launcher needs of one: it says when it is ready, answers /readyz if it is the
// gateway, drains on SIGTERM, ends when the launcher is gone. It keeps a journal of that for the spec to read.
import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

export async function standIn({ name, journal, mode, endsByItself }) {
  const note = (what) => appendFileSync(path.join(journal, 'events'), `${name} ${what}\n`);
  const presence = path.join(journal, 'workers');
  mkdirSync(presence, { recursive: true });
  note('starts');
  writeFileSync(path.join(journal, `${name}.environment.json`), JSON.stringify(process.env));
  if (mode === 'fails') {
    process.stderr.write(`${name} cannot find its configuration\n`);
    process.exit(3);
  }
  if (endsByItself && mode !== 'never ready') {
    note('ends');
    process.exit(0);
  }

  const servers = [];
  const listen = (host, port, reusePort = false) =>
    new Promise((resolve, reject) => {
      const server = createServer((request, response) => {
        if (request.url === '/stream') return void response.write('first\n'); // stays open until the client leaves
        const workers = {};
        for (const entry of readdirSync(presence)) {
          const [provider, pid] = entry.split('.');
          if (isAlive(Number(pid))) workers[provider] = (workers[provider] ?? 0) + 1;
        }
        response.end(JSON.stringify({ status: 'ok', workers }));
      });
      servers.push(server);
      server.once('error', reject);
      server.listen({ host, port, reusePort }, () => resolve(`http://127.0.0.1:${server.address().port}`));
    });

  process.on('SIGINT', () => note('interrupted'));
  process.on('SIGTERM', async () => {
    note('stops');
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    note('stopped');
    process.exit(0);
  });
  process.on('disconnect', () => {
    note('orphaned');
    process.exit(0);
  });

  const addresses = { metrics: `http://127.0.0.1:9/${name}` };
  if (name === 'gateway') {
    const { HOST, PORT, BELUGA_REUSE_PORT, GATEWAY_OWN_PORT } = process.env;
    addresses.http = await listen(HOST, Number(PORT), BELUGA_REUSE_PORT === '1');
    if (GATEWAY_OWN_PORT !== undefined) addresses.ownHttp = await listen(HOST, Number(GATEWAY_OWN_PORT));
    addresses.relay = '127.0.0.1:9';
  }
  if (name.startsWith('worker-')) {
    writeFileSync(path.join(presence, `${name.slice('worker-'.length)}.${process.pid}`), '');
  }
  console.log(`${name} is up`);
  setInterval(() => undefined, 1_000);
  if (mode !== 'never ready') process.send({ type: 'ready', service: name, addresses });
  note('ready');
}
