import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { parseBody } from '../request/parse-body.js';

/** Checks one named parameter of a route, as in `@Param('id', new CheckedPipe(idSchema))`. Throws CompletionFailure naming it. */
export class CheckedPipe<Schema extends z.ZodType> implements PipeTransform<unknown, z.output<Schema>> {
  constructor(private readonly schema: Schema) {}

  transform(value: unknown, { data: name = '' }: ArgumentMetadata): z.output<Schema> {
    return parseBody(z.object({ [name]: this.schema }), { [name]: value })[name] as z.output<Schema>;
  }
}
