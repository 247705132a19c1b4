/** GET /enrolment-tokens. */
import { listEnrolmentTokens } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../context.ts';
import { nextPageHeaders } from '../../next-page.ts';
import {
  EnrolmentTokenListQuerySchema,
  EnrolmentTokenSchema,
} from '../../schemas-enrolment-tokens.ts';
import { toEnrolmentTokenBody } from '../../translate-enrolment-tokens.ts';

export const listEnrolmentTokensEndpoint = defineEndpoint({
  operationId: 'listEnrolmentTokens',
  method: 'GET',
  path: '/enrolment-tokens',
  summary: 'List enrolment tokens',
  description:
    'Whoever holds the scope for some groups alone sees the tokens that are limited to one of them.',
  tag: 'Enrolment tokens',
  access: { scopes: ['devices:create'], byGroup: true },
  request: { query: EnrolmentTokenListQuerySchema },
  responses: {
    200: {
      description: 'A page of tokens, newest first, those that have ended included.',
      schema: Type.Array(EnrolmentTokenSchema),
      headers: { Link: 'The next page, where there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid'],
  async handle(ctx: NativeContext, { query, path }) {
    const { factory } = ctx;
    const { items, nextCursor } = await listEnrolmentTokens(ctx, { factory, ...query });
    return {
      status: 200,
      body: items.map(toEnrolmentTokenBody),
      headers: nextPageHeaders(path, { limit: query.limit }, nextCursor),
    };
  },
});
