import { z } from 'zod';

/** A duration in seconds, a day at most. */
export const secondsSetting = (fallback: number, description: string) =>
  z.coerce.number().positive().max(86_400).default(fallback).describe(description);

/** A port to listen on. */
export const portSetting = (fallback: number, description: string) =>
  z.coerce.number().int().min(0).max(65_535).default(fallback).describe(description);

/** The path of a file, PEM for TLS. */
export const fileSetting = (description: string) => z.string().optional().meta({ description, isFile: true });

/** The name that the other side's certificate has to have. */
export const serverNameSetting = (description: string) => z.string().optional().describe(description);

/** `BELUGA_CATALOG`, wherever models or prices count. */
export const catalogSetting = z
  .string()
  .optional()
  .meta({ description: 'YAML file of catalogue overrides', isFile: true });

/** `BELUGA_RELAY_TOKEN`, at both ends of the relay. */
export const relayTokenSetting = z
  .string({ error: 'is required: the token that gateways and workers share' })
  .min(1)
  .meta({ description: 'the token that gateways and workers share', secret: true });

/** `REASONING_MEMORY_HOURS`, where the memory is made and where it is used. */
export const reasoningHoursSetting = z.coerce
  .number()
  .min(0)
  .max(8_760)
  .default(6)
  .describe('how long reasoning is kept, sealed, for the next turn of a tool loop; 0 keeps none');

/** `SPOOL_DIR`, wherever usage arises. */
export const spoolSetting = z
  .string()
  .optional()
  .describe(
    'where usage waits on disk that NATS does not take in time; a directory of this process alone, kept over its restarts',
  );
