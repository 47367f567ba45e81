import { z } from 'zod';

/** Every error's body, as at OpenAI; `beluga` adds what helps to find it again and whose fault it was. */
export const errorSchema = z
  .object({
    error: z.object({
      message: z.string().describe('What is wrong, in plain words.'),
      type: z.string().describe('OpenAI’s kind of error, as in `invalid_request_error`.'),
      param: z.string().nullable().describe('Path of the field at fault, as in `messages[2].content`.'),
      code: z.string().nullable().describe('What programs can tell errors apart by, as in `model_not_found`.'),
      beluga: z
        .object({
          request_id: z.string().describe('Also the header `x-request-id`.'),
          retryable: z.boolean().describe('Whether the same request may succeed elsewhere or later.'),
          provider: z.string().optional().describe('The vendor, where it was the vendor that refused or failed.'),
          provider_status: z.int().optional().describe('The HTTP status of the vendor.'),
          provider_code: z.string().optional().describe('The vendor’s own code.'),
          provider_request_id: z.string().optional().describe('The vendor’s own id of the request.'),
        })
        .optional(),
    }),
  })
  .meta({ id: 'Error', description: 'An error, in OpenAI’s shape.' });
export type ErrorBody = z.output<typeof errorSchema>;
