import { allScopes } from '../scopes/catalogue.ts';
import { type UserContext, usePeople } from '../test-support/use-people.ts';
import { issueToken } from '../tokens/issue-token.ts';
import { deactivateUser } from '../users/deactivate-user.ts';
import { resetPassword } from '../users/reset-password.ts';
import { endSession } from './end-session.ts';
import { endSessionsOf } from './end-sessions.ts';

const { db, keys, makeUser, operator } = usePeople();
const next = 'another horse battery';

const issue = (ctx: UserContext): Promise<unknown> =>
  issueToken(ctx, keys, { name: 'x', scopes: ['devices:read'] });

const liveTokensOf = async ({ principal }: UserContext): Promise<number> => {
  const rows = await db()
    .selectFrom('tokens')
    .select('id')
    .where('owner_id', '=', principal.userId)
    .where('kind', '=', 'pat')
    .where('revoked_at', 'is', null)
    .execute();
  return rows.length;
};

const ends: Record<string, (ctx: UserContext) => Promise<unknown>> = {
  'its logout': (ctx) => endSession(ctx),
  'the end of all sessions': ({ principal }) => endSessionsOf(operator(), principal.username),
  'a deactivation': ({ principal }) => deactivateUser(operator(), principal.username),
  'a reset of the password': ({ principal: { username } }) =>
    resetPassword(operator(), { username, password: next, revokeTokens: true }),
};

test.each(Object.entries(ends))(
  'a request that a session sent before %s makes no token after it',
  async (_name, end) => {
    const ctx = await makeUser(['devices:read']);
    await issue(ctx);
    await end(ctx);
    await expect(issue(ctx)).rejects.toMatchObject({ code: 'credentials_invalid' });
  },
);

test('no token outlives a deactivation or a reset that ends them, however many are made meanwhile', async () => {
  await makeUser(allScopes);
  for (let round = 0; round < 10; round += 1) {
    const ctx = await makeUser(['devices:read']);
    const end = ends[round % 2 === 0 ? 'a deactivation' : 'a reset of the password']!;
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 5 }, () => issue(ctx)),
      end(ctx),
      ...Array.from({ length: 5 }, () => issue(ctx)),
    ]);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'credentials_invalid' });
    expect(await liveTokensOf(ctx)).toBe(0);
  }
});
