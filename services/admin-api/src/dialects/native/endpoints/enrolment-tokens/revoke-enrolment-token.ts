/** DELETE /enrolment-tokens/{id}. */
import { revokeEnrolmentToken } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { EnrolmentTokenParamsSchema } from '../../schemas-enrolment-tokens.ts';

export const revokeEnrolmentTokenEndpoint = defineEndpoint({
  operationId: 'revokeEnrolmentToken',
  method: 'DELETE',
  path: '/enrolment-tokens/{id}',
  summary: 'Revoke an enrolment token',
  description: 'Devices that have registered with it stay.',
  tag: 'Enrolment tokens',
  access: { scopes: ['devices:create'], byGroup: true },
  request: { params: EnrolmentTokenParamsSchema },
  responses: { 204: { description: 'Nothing registers with it any more.' } },
  faults: ['enrolment_token_not_found'],
  async handle(ctx: NativeContext, { params }) {
    await revokeEnrolmentToken(ctx, { id: params.id, factory: ctx.factory });
    return { status: 204 };
  },
});
