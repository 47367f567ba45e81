import { createHash } from 'node:crypto';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { page, pageFile, pageFileNames } from './page-files.js';
import { publishedDocument } from './published-document.js';

interface Asset {
  readonly body: string;
  readonly etag: string;
}

// Nothing but what this server has, and nothing of it in frames of others. Swagger UI draws its icons from data URLs.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const pageHeaders = {
  'content-security-policy': policy,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** /openapi.json, and /docs that shows it. No key: it says nothing of this installation. */
@Controller()
export class ReferenceController {
  private readonly assets = new Map<string, Promise<Asset>>();

  @Get('openapi.json')
  async document(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(request, reply, 'application/json', publishedDocument);
  }

  @Get('docs')
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(request, reply.headers(pageHeaders), 'text/html', () => Promise.resolve(page));
  }

  @Get('docs/:file')
  async file(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('file') file: string): Promise<void> {
    const name = pageFileNames.find((one) => one === file);
    if (!name) throw CompletionFailure.of(FailureCode.NOT_FOUND, 'There is no such file.');
    const type = name.endsWith('.css') ? 'text/css' : 'text/javascript';
    await this.answer(request, reply.headers(pageHeaders), type, () => pageFile(name));
  }

  private async answer(
    { url, headers }: FastifyRequest,
    reply: FastifyReply,
    type: string,
    read: () => Promise<string>,
  ): Promise<void> {
    const { body, etag } = await this.asset(url.split('?', 1)[0] ?? '', read);
    void reply.headers({ etag, 'cache-control': 'no-cache', 'content-type': `${type}; charset=utf-8` });
    await (has(headers['if-none-match'], etag) ? reply.status(304).send() : reply.send(body));
  }

  // Read at the first request: most gateways are never asked.
  private asset(path: string, read: () => Promise<string>): Promise<Asset> {
    const known = this.assets.get(path);
    if (known) return known;
    const asset = read().then((body) => ({ body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` }));
    this.assets.set(path, asset);
    asset.catch(() => this.assets.delete(path));
    return asset;
  }
}

/** Whether `if-none-match` names it (RFC 9110, 13.1.2): one of a list, weak or not, or any. */
function has(given: string | undefined, etag: string): boolean {
  const tags = given?.slice(0, 1_024).split(',') ?? [];
  return tags.some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
