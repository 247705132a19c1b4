/** PUT /users/{Email} */
import { changeRankedUser } from '@moorgate/beacons';
import { defineEndpoint } from '@moorgate/http';
import type { LighthouseContext } from '../../context.ts';
import { ForceSchema, UserChangeSchema, UserParamsSchema } from '../../schemas.ts';
import { toPermissions } from '../../translate.ts';

/** Changes the level and the password of somebody, and what they may do. */
export const changeUserEndpoint = defineEndpoint({
  operationId: 'changeLighthouseUser',
  method: 'PUT',
  path: '/users/{Email}',
  summary: 'Change a person',
  description:
    'Oneself, or somebody of a lower level; everything that the body names, or nothing. One’s own password is changed within fifteen minutes of the login. Another password ends the sessions of its owner, but for the one that asks.',
  tag: 'Users',
  access: { authenticated: true, despite: ['password_expired'] },
  request: { params: UserParamsSchema, query: ForceSchema, body: UserChangeSchema },
  bodyFormats: ['unlabelled-json'],
  responses: { 200: { description: 'They are changed.' } },
  faults: [
    'user_not_found',
    'user_level_too_low',
    'scope_missing',
    'scope_not_held',
    'beacon_forbidden',
    'beacon_owner_last',
    'application_forbidden',
    'application_owner_last',
    'session_required',
    'session_not_fresh',
    'password_wrong',
    'password_expired',
    'last_administrator',
    'committed_unconfirmed',
  ],
  handle: async (ctx: LighthouseContext, { params, query, body }) => {
    const change = {
      username: params.Email,
      level: body.AuthLevel,
      password: body.Password,
      permissions: {
        beacon: toPermissions(body.Beacons),
        application: toPermissions(body.Applications),
      },
      isForced: query.force,
    };
    await changeRankedUser(ctx, change, ctx.accounts.passwordPolicy);
    return { status: 200 };
  },
});
