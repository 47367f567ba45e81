import type { IncomingHttpHeaders } from 'node:http';
import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Res, UseGuards } from '@nestjs/common';
import { creditRequests, listLedger, verifyLedger } from '@belugapi/bus';
import { AdjustCreditRequest, type Credit, type CreditEntry, ListLedgerRequest } from '@belugapi/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import type { FastifyReply } from 'fastify';
import { AdminKeyGuard } from '../administration/admin-key.guard.js';
import { pageBody } from '../administration/administration-bodies.js';
import { organizationIdSchema } from '../administration/key-schemas.js';
import { askService, valueOf } from '../administration/ask-service.js';
import { requireOrganization } from '../administration/require-organization.js';
import { dollars } from '../answer/usage-body.js';
import { CheckedPipe } from '../http/checked-pipe.js';
import { natsConnection } from '../injection-tokens.js';
import { parseBody } from '../request/parse-body.js';
import { creditBody } from './credit-body.js';
import { creditHeadersSchema, creditSchema, entriesSchema, ledgerSchema } from './ledger-schemas.js';
import { ledgerCsv, ledgerRowBody } from './ledger-row-body.js';

const organizationId = new CheckedPipe(organizationIdSchema);
// It reads every row.
const verifyTimeoutMs = 120_000;

/** /admin/v1/ledger and the credit of organisations. */
@Controller('admin/v1')
@UseGuards(AdminKeyGuard)
export class LedgerController {
  constructor(@Inject(natsConnection) private readonly connection: NatsConnection) {}

  /** Rows since a cursor, oldest first; as CSV where the caller accepts that. */
  @Get('ledger')
  async list(@Query() query: unknown, @Headers('accept') accept: string | undefined, @Res() reply: FastifyReply) {
    const { after, limit, organization, key } = parseBody(ledgerSchema, query);
    const request = ListLedgerRequest.create({ after, limit, organizationId: organization, keyId: key });
    const { rows, hasMore } = await askService(this.connection, listLedger, request);
    if (accept?.includes('text/csv')) {
      await reply.header('content-type', 'text/csv; charset=utf-8').send(ledgerCsv(rows));
    } else await reply.send(pageBody(rows.map(ledgerRowBody), hasMore));
  }

  /** Whether the rows and the sums that are kept of them agree. */
  @Post('ledger/verify')
  @HttpCode(200)
  async verify(): Promise<object> {
    const told = await askService(this.connection, verifyLedger, {}, verifyTimeoutMs);
    return {
      object: 'ledger.verification',
      agrees: told.differenceCount === 0,
      rows: told.rows,
      subjects: told.subjects,
      differences: told.differences,
      difference_count: told.differenceCount,
    };
  }

  @Post('organizations/:id/credit')
  @HttpCode(200)
  async adjustCredit(
    @Param('id', organizationId) id: string,
    @Body() body: unknown,
    @Headers() headers: IncomingHttpHeaders,
  ): Promise<object> {
    const { 'idempotency-key': idempotencyKey } = parseBody(creditHeadersSchema, headers);
    const { amount_usd: amount, note } = parseBody(creditSchema, body);
    const request = AdjustCreditRequest.create({
      organizationId: id,
      amountNanoUsd: amount,
      note: note ?? '',
      idempotencyKey: idempotencyKey ?? '',
    });
    // Billing would keep money for anybody.
    await requireOrganization(this.connection, id);
    const { result } = await askService(this.connection, creditRequests.adjust, request);
    return creditBody(valueOf<Credit>(result, 'credit'));
  }

  @Get('organizations/:id/credit')
  async credit(@Param('id', organizationId) id: string): Promise<object> {
    const credit = await askService(this.connection, creditRequests.get, { organizationId: id });
    if (credit.grantedNanoUsd === undefined && credit.spentNanoUsd === 0)
      await requireOrganization(this.connection, id);
    return creditBody(credit);
  }

  /** What was added and taken away, oldest first. */
  @Get('organizations/:id/credit/entries')
  async entries(@Param('id', organizationId) id: string, @Query() query: unknown): Promise<object> {
    const { after, limit } = parseBody(entriesSchema, query);
    const request = { organizationId: id, after, limit };
    const { entries, hasMore } = await askService(this.connection, creditRequests.list, request);
    if (entries.length === 0) await requireOrganization(this.connection, id);
    return pageBody(entries.map(entryBody), hasMore);
  }
}

function entryBody({ id, organizationId, amountNanoUsd, note, createdAtUnixMs }: CreditEntry): Record<string, unknown> {
  return {
    object: 'credit.entry',
    id,
    organization: organizationId,
    amount_usd: dollars(BigInt(amountNanoUsd)),
    note,
    created_at: Math.floor(createdAtUnixMs / 1_000),
  };
}
