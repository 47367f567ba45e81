import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { parseBody } from '../request/parse-body.js';

/** Checks one named parameter of a route, as in `@Param('id', new CheckedPipe(idSchema))`. Throws CompletionFailure naming it. */
export class CheckedPipe<Schema extends z.ZodType> implements PipeTransform<unknown, z.output<Schema>> {
  // By name: most pipes have one. The first use of a schema compiles it.
  private readonly bodies = new Map<string, z.ZodObject<Record<string, Schema>>>();

  constructor(private readonly schema: Schema) {}

  transform(value: unknown, { data: name = '' }: ArgumentMetadata): z.output<Schema> {
    let body = this.bodies.get(name);
    if (!body) this.bodies.set(name, (body = z.object({ [name]: this.schema })));
    return parseBody(body, { [name]: value })[name] as z.output<Schema>;
  }
}
