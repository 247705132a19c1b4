/** GET /logout */
import { endSession } from '@moorgate/auth';
import { defineEndpoint, type Input } from '@moorgate/http';
import { findCookieHolder } from '../../authenticate.ts';
import type { LighthouseContext } from '../../context.ts';

/** Ends the session of the cookie, if there is one. */
const endOwn = async (ctx: LighthouseContext, { headers, path }: Input<object>): Promise<void> => {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  const principal = await findCookieHolder(ctx, ctx, {
    headers: Object.fromEntries(texts) as Record<string, string>,
    method: 'GET',
    path,
    query: new URLSearchParams(),
    mayChange: true,
  });
  if (principal !== null) await endSession({ ...ctx, principal });
};

/** Logs out, by a GET as those clients do; a page of another site is refused. */
export const logOutEndpoint = defineEndpoint({
  operationId: 'logOutOfLighthouse',
  method: 'GET',
  path: '/logout',
  summary: 'Log out',
  description: 'Also without a session. A page of another site cannot log anybody out.',
  tag: 'Sessions',
  access: { public: 'There may be no session.', schemes: ['lighthouseSession'] },
  changesByGet: true,
  unaudited: 'There may be no session; the end of one is recorded.',
  request: {},
  responses: {
    200: { description: 'There is no session.', headers: { 'Set-Cookie': 'Removes the cookie.' } },
  },
  faults: ['cross_site_request', 'committed_unconfirmed'],
  handle: async (ctx: LighthouseContext, input) => {
    await endOwn(ctx, input);
    return { status: 200, headers: { 'Set-Cookie': ctx.authCookie.clear() } };
  },
});
