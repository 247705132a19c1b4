/** DELETE /sessions/self */
import { endSession } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';

export const endSessionEndpoint = defineEndpoint({
  operationId: 'endSession',
  method: 'DELETE',
  path: '/sessions/self',
  summary: 'Log out',
  tag: 'Sessions',
  access: {
    authenticated: true,
    despite: ['password_expired', 'second_factor_setup_required'],
  },
  request: {},
  responses: {
    204: {
      description: 'The session has ended.',
      headers: { 'Set-Cookie': 'Removes the cookie.' },
    },
  },
  faults: ['session_required'],
  handle: async (ctx: NativeContext) => {
    await endSession(ctx);
    return { status: 204, headers: { 'Set-Cookie': ctx.sessionCookie.clear() } };
  },
});
