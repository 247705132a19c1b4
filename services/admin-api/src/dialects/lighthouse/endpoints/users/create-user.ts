/** POST /users/create */
import { createRankedUser } from '@moorgate/beacons';
import { defineEndpoint } from '@moorgate/http';
import type { LighthouseContext } from '../../context.ts';
import { NewUserSchema } from '../../schemas.ts';

/** Creates somebody of level 0. */
export const createUserEndpoint = defineEndpoint({
  operationId: 'createLighthouseUser',
  method: 'POST',
  path: '/users/create',
  summary: 'Create a person',
  description: 'With level 0 and without beacons; needs level 1.',
  tag: 'Users',
  access: { authenticated: true },
  request: { body: NewUserSchema },
  bodyFormats: ['unlabelled-json'],
  responses: { 200: { description: 'They may log in.' } },
  faults: ['user_level_too_low', 'scope_not_held', 'user_exists'],
  handle: async (ctx: LighthouseContext, { body }) => {
    const { Email: username, Password: password } = body;
    await createRankedUser(ctx, { username, password }, ctx.accounts.passwordPolicy);
    return { status: 200 };
  },
});
