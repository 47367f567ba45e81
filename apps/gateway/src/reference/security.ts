import type { ZodOpenApiObject } from 'zod-openapi';

/** Who may call: see `/v1/key` and `/admin/v1/keys`. */
export const securitySchemes = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key: `Authorization: Bearer bapi_…`. It needs the scope `completions`.',
  },
  adminKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'The operator’s admin key (`BELUGA_ADMIN_KEY`), or an API key with the scope `admin`.',
  },
} as const satisfies NonNullable<ZodOpenApiObject['components']>['securitySchemes'];

export const callerSecurity = [{ apiKey: [] }];
export const administratorSecurity = [{ adminKey: [] }];
