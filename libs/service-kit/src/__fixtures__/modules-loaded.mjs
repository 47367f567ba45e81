import { registerHooks } from 'node:module';

// Says which modules a service loads until its tracing is open.
const urls = [];
registerHooks({
  load: (url, context, next) => {
    urls.push(url);
    return next(url, context);
  },
});
await import('@belugapi/service-kit');
const { openTracing } = await import('../../dist/tracing/open-tracing.js');
await openTracing('specimen', { warn: () => undefined });
process.stdout.write(JSON.stringify(urls));
process.exit();
