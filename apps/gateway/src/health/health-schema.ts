import { z } from 'zod';

export const livenessSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Liveness' });

export const readinessSchema = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    dependencies: z.record(
      z.string(),
      z.object({ mode: z.enum(['ok', 'degraded', 'stale', 'down']), detail: z.string().optional() }),
    ),
    workers: z.record(z.string(), z.int()).describe('How many workers are attached, by provider.'),
  })
  .meta({ id: 'Readiness' });
