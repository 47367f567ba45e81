import { z } from 'zod';
import { ConfigError, configFromEnvironment, runService } from '@belugapi/service-kit';

// A service as they all are, whose start and stop can be told from its output.
const schema = z.object({ SPECIMEN: z.enum(['runs', 'fails', 'misconfigured', 'hangs', 'waits']) });

void runService(
  'specimen',
  () => configFromEnvironment(schema),
  async ({ connection, logger }, { SPECIMEN }) => {
    if (SPECIMEN === 'misconfigured') throw new ConfigError('wrong settings:\n  SPECIMEN: is required');
    if (SPECIMEN === 'fails') throw new Error('cannot start');
    if (SPECIMEN === 'waits') {
      logger.info('waiting');
      await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    }
    logger.info({ password: 'hunter2', server: connection.getServer() }, 'started');
    return {
      addresses: { http: 'http://127.0.0.1:1' },
      close: async () => {
        logger.info('closing');
        if (SPECIMEN === 'hangs') throw new Error('cannot stop');
      },
    };
  },
);
