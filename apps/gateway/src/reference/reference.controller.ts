import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { page, pageFile, pageFileNames } from './page-files.js';
import { PublishedAsset } from './published-asset.js';
import { publishedDocument } from './published-document.js';

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
  private readonly openapi = new PublishedAsset('application/json', publishedDocument);
  private readonly docs = new PublishedAsset('text/html', () => Promise.resolve(page));
  // By their own names: a path has any number of spellings.
  private readonly files = new Map<string, PublishedAsset>(
    pageFileNames.map((name) => {
      const type = name.endsWith('.css') ? 'text/css' : 'text/javascript';
      return [name, new PublishedAsset(type, () => pageFile(name))];
    }),
  );

  @Get('openapi.json')
  async document(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await answer(request, reply, this.openapi);
  }

  @Get('docs')
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await answer(request, reply.headers(pageHeaders), this.docs);
  }

  @Get('docs/:file')
  async file(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('file') name: string): Promise<void> {
    const file = this.files.get(name);
    if (!file) throw CompletionFailure.of(FailureCode.NOT_FOUND, 'There is no such file.');
    await answer(request, reply.headers(pageHeaders), file);
  }
}

async function answer({ headers }: FastifyRequest, reply: FastifyReply, asset: PublishedAsset): Promise<void> {
  const { body, etag } = await asset.content();
  void reply.headers({ etag, 'cache-control': 'no-cache', 'content-type': `${asset.type}; charset=utf-8` });
  await (has(headers['if-none-match'], etag) ? reply.status(304).send() : reply.send(body));
}

/** Whether `if-none-match` names it (RFC 9110, 13.1.2): one of a list, weak or not, or any. */
function has(given: string | undefined, etag: string): boolean {
  const tags = given?.slice(0, 1_024).split(',') ?? [];
  return tags.some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
