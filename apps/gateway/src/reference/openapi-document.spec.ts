import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { idleGateway } from '../__fixtures__/idle-gateway.js';
import { openApiDocument } from './openapi-document.js';

const document = JSON.parse(JSON.stringify(openApiDocument())) as AnySchemaObject & {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Response>> };
};
interface Media {
  readonly schema: AnySchemaObject;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
interface Response {
  readonly content?: Readonly<Record<string, Media>>;
}
interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly requestBody?: Response;
  readonly responses: Readonly<Record<string, Response>>;
}
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

test('it is valid OpenAPI', async () => {
  expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
});

test('docs/openapi.json is it: npm run reference writes it', () => {
  const published: unknown = JSON.parse(
    readFileSync(new URL('../../../../docs/openapi.json', import.meta.url), 'utf8'),
  );
  expect(published).toEqual(document);
});

describe('its operations', () => {
  let app: NestFastifyApplication;
  beforeAll(async () => (app = await idleGateway()));
  afterAll(() => app.close());

  test('are the routes of the HTTP door, no more and no fewer', () => {
    const { routes: known } = app.getHttpAdapter().getInstance().routeTable;
    const routes = known
      .filter(({ method }) => method !== 'HEAD')
      .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(operations.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(routes.toSorted());
    expect(routes.length).toBeGreaterThan(20);
  });

  test('each has a name of its own, says who may call, and what every error is', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    const unsaid = operations.filter(({ operation }) => !('500' in operation.responses) || !operation.security);
    expect(unsaid).toEqual([]);
  });
});

describe('its schemas', () => {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
  ajv.addVocabulary([
    'discriminator',
    'example',
    'components',
    'openapi',
    'info',
    'servers',
    'tags',
    'paths',
    'security',
  ]);
  ajv.addFormat('binary', true).addFormat('base64', true);
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');

  const medias = (responses: readonly [string, Response][]) =>
    responses.flatMap(([name, { content = {} }]) =>
      Object.entries(content).map(([type, media]) => [`${name} ${type}`, media] as const),
    );
  const all = medias([
    ...Object.entries(document.components.responses),
    ...operations.flatMap(({ operation: { operationId, requestBody, responses } }): [string, Response][] => [
      ...(requestBody ? [[`${operationId} request`, requestBody] as [string, Response]] : []),
      ...Object.entries(responses).map(([status, one]): [string, Response] => [`${operationId} ${status}`, one]),
    ]),
  ]);
  const compiled = ({ schema }: Media) => ajv.compile(local(schema));

  test.each(all)('%s is a JSON schema', (_, media) => {
    expect(compiled(media)).toBeInstanceOf(Function);
  });

  const examples = all.flatMap(([name, media]) => [
    ...('example' in media ? [[name, media, media.example] as const] : []),
    ...Object.entries(media.examples ?? {}).map(([key, { value }]) => [`${name}: ${key}`, media, value] as const),
  ]);
  test.each(examples)('the example of %s is one', (_, media, example) => {
    const validate = compiled(media);
    void validate(example);
    expect(validate.errors ?? []).toEqual([]);
  });

  test('there are examples, those of the product’s own page among them', () => {
    expect(examples.length).toBeGreaterThan(15);
    expect(JSON.stringify(examples)).toContain('Explain quantum entanglement in 3 sentences.');
  });
});

// References lead into the document from wherever they stand.
function local(schema: AnySchemaObject): AnySchemaObject {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')) as AnySchemaObject;
}
