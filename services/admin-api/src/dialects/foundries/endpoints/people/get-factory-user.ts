/** GET /ota/factories/{factory}/users/{user}/. */
import { findMember, groupsWith, listScopes, type UserPrincipal } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { defineEndpoint } from '@moorgate/http';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { UserDetailsSchema, UserParamsSchema } from '../../schemas-factories.ts';
import { toUserDetailsBody } from '../../translate-factories.ts';

const requireUser = ({ principal }: FoundriesContext): UserPrincipal => {
  if (principal.kind !== 'user') throw fault('credentials_required');
  return principal;
};

/** Whoever sees devices may look up a name; what others may do is for those who see their rights. */
export const getFactoryUserEndpoint = defineEndpoint({
  operationId: 'getFactoryUser',
  method: 'GET',
  path: '/factories/{factory}/users/{user}/',
  summary: 'Show a user',
  description:
    '`self` is whoever asks, with what the token allows at present. Of others the teams and scopes are shown with `users:read`; without it both lists are empty.',
  tag: 'People',
  access: { authenticated: true },
  request: { params: UserParamsSchema },
  responses: { 200: { description: 'The user.', schema: UserDetailsSchema } },
  faults: ['factory_not_found', 'user_not_found', 'scope_missing'],
  async handle(ctx: FoundriesContext, { params }) {
    requireFactory(ctx, params.factory);
    const principal = requireUser(ctx);
    if (params.user === 'self' || params.user === principal.username) {
      const own = listScopes(principal.scopes);
      const member = await findMember(ctx, principal.username);
      return { status: 200, body: toUserDetailsBody(member, ctx.factory, own) };
    }
    if (!principal.scopes.has('devices:read')) {
      throw fault('scope_missing', { neededScopes: ['devices:read'] });
    }
    const member = await findMember(ctx, params.user);
    const showsRights = groupsWith(principal, 'users:read') === 'all';
    const scopes = showsRights ? member.scopes : null;
    return { status: 200, body: toUserDetailsBody(member, ctx.factory, scopes) };
  },
});
