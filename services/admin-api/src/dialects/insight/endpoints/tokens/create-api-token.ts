/** GET /api/createApiToken, and POST /api/token */
import { fault } from '@moorgate/errors';
import { defineEndpoint } from '@moorgate/http';
import type { InsightContext } from '../../context.ts';
import { NewApiTokenSchema } from '../../schemas.ts';
import { issueApiToken } from './issue-api-token.ts';

const shared = {
  summary: 'Make a token',
  description:
    'With a session alone: a token that leaked makes no others. Every call makes another one, which lives until it is revoked.',
  tag: 'Tokens',
  access: { authenticated: true },
  request: {},
  responses: { 200: { description: 'The token.', schema: NewApiTokenSchema } },
  faults: ['token_address_forbidden'],
  answersSecret: true,
} as const;

const create = async (ctx: InsightContext) => {
  if (ctx.principal.credential.kind !== 'session') throw fault('credentials_required');
  return { status: 200, body: { token: await issueApiToken(ctx) } };
};

export const createApiTokenEndpoint = defineEndpoint({
  ...shared,
  operationId: 'createApiToken',
  method: 'GET',
  path: '/createApiToken',
  changesByGet: true,
  handle: create,
});

export const createTokenEndpoint = defineEndpoint({
  ...shared,
  operationId: 'createInsightToken',
  method: 'POST',
  path: '/token',
  handle: create,
});
