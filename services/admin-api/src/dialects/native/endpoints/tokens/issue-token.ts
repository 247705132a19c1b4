/** POST /tokens */
import { issueToken } from '@moorgate/auth';
import { defineEndpoint, UnixSecondsSchema } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../native-context.ts';
import { IssuedTokenSchema, ScopesSchema } from '../../schemas.ts';
import { toIssuedTokenBody } from '../../translate.ts';

export const issueTokenEndpoint = defineEndpoint({
  operationId: 'issueToken',
  method: 'POST',
  path: '/tokens',
  summary: 'Create a token of one’s own',
  description:
    'A token made with another token has at most its scopes, ends no later, and is revoked with it.',
  tag: 'Tokens',
  access: { scopes: ['tokens:create'] },
  request: {
    body: Type.Object(
      {
        name: Type.String({
          pattern: '^[^\\p{Cc}\\p{Cs}]+$',
          maxLength: 80,
          description: 'What the list of tokens calls it.',
        }),
        scopes: ScopesSchema,
        'expires-at': Type.Optional(UnixSecondsSchema),
      },
      { additionalProperties: false },
    ),
  },
  responses: { 201: { description: 'The token, shown this once.', schema: IssuedTokenSchema } },
  faults: ['scope_not_held'],
  handle: async (ctx: NativeContext, { body }) => {
    const expiresAt = body['expires-at'];
    const issued = await issueToken(ctx, ctx.tokenKeys, {
      name: body.name,
      scopes: body.scopes,
      ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt * 1_000) }),
    });
    return { status: 201, body: toIssuedTokenBody(issued) };
  },
});
