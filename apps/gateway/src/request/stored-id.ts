import { z } from 'zod';

/** The id of something that is stored: a key, a completion. */
export const storedId = z.string().regex(/^[A-Za-z0-9_-]{1,128}$/, {
  error: 'must be letters, digits and _ -, 128 characters at most',
});
