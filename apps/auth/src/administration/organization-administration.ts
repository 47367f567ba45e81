import {
  type CreateOrganizationRequest,
  FailureCode,
  type ListOrganizationsRequest,
  type ListOrganizationsResponse,
  type OrganizationResponse,
  type UpdateOrganizationRequest,
} from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import type { ServiceDatabase } from '@belugapi/service-kit';
import { eq, gt, sql } from 'drizzle-orm';
import { organizations } from '../auth-schema.js';
import { inTurn } from '../in-turn.js';
import type { ChangeAnnouncer } from './change-announcer.js';
import { limitColumns } from './limit-columns.js';
import { pageSize } from './page-size.js';
import { toOrganization } from './to-key.js';

/** Creates and changes organisations. Whatever returns has been announced to the gateways. */
export class OrganizationAdministration {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly announcer: ChangeAnnouncer,
  ) {}

  async create({ id, name, limits }: CreateOrganizationRequest): Promise<OrganizationResponse> {
    const [row] = await this.database.run((database) =>
      database
        .insert(organizations)
        .values({ id, name: name || id, ...limitColumns(limits) })
        .onConflictDoNothing()
        .returning(),
    );
    if (row) return { result: { $case: 'organization', value: toOrganization(row) } };
    const failure = createFailure(FailureCode.CONFLICT, `The organization \`${id}\` exists already.`, {
      param: 'id',
    });
    return { result: { $case: 'failure', value: failure } };
  }

  /** A page in the order of the ids. */
  async list({ after, limit }: ListOrganizationsRequest): Promise<ListOrganizationsResponse> {
    const size = pageSize(limit);
    const rows = await this.database.run((database) =>
      database
        .select()
        .from(organizations)
        .where(after === '' ? undefined : gt(organizations.id, after))
        .orderBy(organizations.id)
        .limit(size + 1),
    );
    return { organizations: rows.slice(0, size).map(toOrganization), hasMore: rows.length > size };
  }

  async get(id: string): Promise<OrganizationResponse> {
    const [row] = await this.database.run((database) =>
      database.select().from(organizations).where(eq(organizations.id, id)),
    );
    return organizationResponse(id, row);
  }

  async update({ id, name, limits, cleared }: UpdateOrganizationRequest): Promise<OrganizationResponse> {
    const version = sql`nextval('auth.principal_version')` as unknown as number;
    const [row] = await this.database.run((database) =>
      inTurn(database, (transaction) =>
        transaction
          .update(organizations)
          .set({ ...(name !== undefined && { name }), ...limitColumns(limits, cleared), version })
          .where(eq(organizations.id, id))
          .returning(),
      ),
    );
    if (row) await this.announcer.announce({ $case: 'organizationId', value: id }, row.version);
    return organizationResponse(id, row);
  }
}

function organizationResponse(id: string, row: typeof organizations.$inferSelect | undefined): OrganizationResponse {
  if (row) return { result: { $case: 'organization', value: toOrganization(row) } };
  const message = `There is no organization with the id \`${id.slice(0, 100)}\`.`;
  return { result: { $case: 'failure', value: createFailure(FailureCode.NOT_FOUND, message, { param: 'id' }) } };
}
