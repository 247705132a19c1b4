/** POST /enrolment-tokens. */
import { createEnrolmentToken } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { type NativeContext, requireUser } from '../../context.ts';
import {
  EnrolmentTokenRequestSchema,
  IssuedEnrolmentTokenSchema,
} from '../../schemas-enrolment-tokens.ts';
import { toEnrolmentTokenBody } from '../../translate-enrolment-tokens.ts';

export const createEnrolmentTokenEndpoint = defineEndpoint({
  operationId: 'createEnrolmentToken',
  method: 'POST',
  path: '/enrolment-tokens',
  summary: 'Create an enrolment token',
  description:
    'Devices register with it where there is no operator at hand: `POST /devices`, and EST `simpleenroll` at the gateway. It does nothing else, and never more than whoever made it may at the moment of a use. One that is made with a token allows no more than that token, ends no later, and is revoked with it.',
  tag: 'Enrolment tokens',
  access: { scopes: ['devices:create'], byGroup: true },
  request: { body: EnrolmentTokenRequestSchema },
  responses: {
    201: { description: 'The token, shown this once.', schema: IssuedEnrolmentTokenSchema },
  },
  faults: ['scope_not_held', 'token_uses_bounded'],
  answersSecret: true,
  async handle(ctx: NativeContext, { body }) {
    const { factory, enrolmentKeys: keys } = ctx;
    const expiresAt = body['expires-at'];
    const issued = await createEnrolmentToken(
      { ...ctx, principal: requireUser(ctx) },
      { keys, factory },
      {
        name: body.name,
        maxUses: body['max-uses'],
        expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt * 1_000),
        group: body.group,
        namePrefix: body['name-prefix'],
        cidrs: body.cidrs,
      },
    );
    return { status: 201, body: { ...toEnrolmentTokenBody(issued), token: issued.token } };
  },
});
