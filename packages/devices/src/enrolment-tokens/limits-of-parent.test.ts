/** Enrolment tokens that were made with an operator's token: never more than that one, and not for longer. */
import {
  changeToken,
  changeUserScopes,
  createUser,
  drawTokenKeys,
  findToken,
  issueTokenFor,
  revokeToken,
  scopeSet,
  type UserPrincipal,
} from '@moorgate/auth';
import { databaseOver, type Db, findAccountByName, inTransaction } from '@moorgate/db';
import { updateEnrolmentTokenAsUsed } from '@moorgate/db';
import { startStore, type TestStore } from '../test-support/start-store.ts';
import { checkEnrolmentToken } from './check-enrolment-token.ts';
import {
  createEnrolmentToken,
  type EnrolmentTokenRequest,
  type IssuedEnrolmentToken,
} from './create-enrolment-token.ts';
import { listEnrolmentTokens } from './list-enrolment-tokens.ts';
import { sweepEnrolmentTokens } from './sweep-enrolment-tokens.ts';
import { revokeEnrolmentToken } from './revoke-enrolment-token.ts';

const day = 86_400_000;
const keys = drawTokenKeys();
const operatorKeys = drawTokenKeys();
const username = 'kim';

let store: TestStore;
let gatewayDb: Db;
let userId: string;
beforeAll(async () => {
  store = await startStore();
  gatewayDb = databaseOver(store.gatewayPool());
  await createUser(store.ctx, {
    username,
    password: 'correct horse battery',
    scopes: ['devices:create', 'devices:read'],
  });
  userId = (await findAccountByName(store.db, username))!.id;
});
afterAll(() => store.close());

interface Parent {
  readonly id: string;
  readonly make: (request?: Partial<EnrolmentTokenRequest>) => Promise<IssuedEnrolmentToken>;
}

/** An operator's token, and what makes enrolment tokens with it. */
const issueParent = async (
  limits: { groups?: readonly string[]; expiresAt?: Date; maxUses?: number } = {},
): Promise<Parent> => {
  const scopes = ['devices:create', 'devices:read'] as const;
  const wanted = { username, name: 'operator', scopes, ...limits };
  const { id } = await issueTokenFor(store.ctx, operatorKeys, wanted);
  const held = scopeSet(['devices:create', 'devices:read']);
  const groups = limits.groups === undefined ? null : new Set(limits.groups);
  const principal: UserPrincipal = {
    kind: 'user',
    userId,
    username,
    scopes: held,
    grants: [{ scopes: held, groups }],
    credential: { kind: 'token', tokenId: id, expiresAt: null },
  };
  const services = { keys, factory: 'acme' };
  const make: Parent['make'] = (request = {}) =>
    createEnrolmentToken({ ...store.ctx, principal }, services, { name: 'line', ...request });
  return { id, make };
};

/** What a gateway says of it, on its own rights. */
const isAccepted = ({ token }: IssuedEnrolmentToken): Promise<boolean> =>
  checkEnrolmentToken({ ...store.ctx, db: gatewayDb }, keys, token).then(
    () => true,
    () => false,
  );

test('what was made with a token that may not register devices any more is refused', async () => {
  const { id, make } = await issueParent();
  const made = await make();
  expect(await isAccepted(made)).toBe(true);
  await changeToken(store.ctx, id, { scopes: ['devices:read'] });
  expect(await isAccepted(made)).toBe(false);
  await changeUserScopes(store.ctx, { username, scopes: [] });
  await changeUserScopes(store.ctx, { username, scopes: ['devices:create', 'devices:read'] });
  expect(await isAccepted(made)).toBe(false);
});

test('what was made with a token is narrowed to the groups of that token, and counts no use for others', async () => {
  const { id, make } = await issueParent();
  const [east, west, any] = await Promise.all([
    make({ group: 'east' }),
    make({ group: 'west' }),
    make({ maxUses: 5 }),
  ]);
  await changeToken(store.ctx, id, { groups: ['east'] });
  expect(await Promise.all([east, west, any].map(isAccepted))).toEqual([true, false, true]);
  const use = (group: string | null): Promise<boolean> =>
    inTransaction(store.db, (trx) =>
      updateEnrolmentTokenAsUsed(trx, { id: any.id, group, at: store.clock.now() }),
    );
  expect([await use('east'), await use('west'), await use(null)]).toEqual([true, false, false]);
});

test('what was made with a token that is disabled is refused until that is enabled', async () => {
  const { id, make } = await issueParent();
  const made = await make();
  await changeToken(store.ctx, id, { isDisabled: true });
  expect(await isAccepted(made)).toBe(false);
  await changeToken(store.ctx, id, { isDisabled: false });
  expect(await isAccepted(made)).toBe(true);
});

test('a narrowing of the owner and one of the token both last, in whichever order they are committed', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { id, make } = await issueParent();
    const made = await make();
    await Promise.all([
      changeToken(store.ctx, id, { groups: ['east'] }),
      changeUserScopes(store.ctx, { username, scopes: ['devices:read'] }),
    ]);
    expect(await isAccepted(made)).toBe(false);
    await changeUserScopes(store.ctx, { username, scopes: ['devices:create', 'devices:read'] });
    const row = await store.db
      .selectFrom('enrolment_tokens')
      .select('permitted_groups')
      .where('id', '=', made.id)
      .executeTakeFirst();
    expect(row).toEqual({ permitted_groups: ['east'] });
  }
});

test('one that is made while its token is revoked or narrowed ends like the others', async () => {
  for (const end of ['revoke', 'narrow'] as const) {
    const { id, make } = await issueParent();
    const ending =
      end === 'revoke'
        ? revokeToken(store.ctx, id)
        : changeToken(store.ctx, id, { scopes: ['devices:read'] });
    const attempts = Promise.allSettled(Array.from({ length: 6 }, () => make()));
    await ending;
    for (const attempt of await attempts)
      if (attempt.status === 'fulfilled') expect(await isAccepted(attempt.value)).toBe(false);
    if (end === 'revoke')
      await expect(make()).rejects.toMatchObject({ code: 'credentials_invalid' });
    else expect(await isAccepted(await make())).toBe(false);
  }
});

test('one ends no later than the token that it is made with', async () => {
  const now = store.clock.now().getTime();
  const { make } = await issueParent({ expiresAt: new Date(now + day / 2) });
  expect((await make()).expiresAt).toEqual(new Date(now + day / 2));
  await expect(make({ expiresAt: new Date(now + day) })).rejects.toMatchObject({
    code: 'invalid_request',
  });
});

test('a token with a number of uses makes none', async () => {
  const { id, make } = await issueParent({ maxUses: 1 });
  expect(await findToken(store.ctx, id)).toBeDefined();
  await expect(make()).rejects.toMatchObject({ code: 'token_uses_bounded' });
});

test('tokens that were used up or revoked, or have expired, are deleted 30 days later, and no others', async () => {
  const { make } = await issueParent({
    expiresAt: new Date(store.clock.now().getTime() + 300 * day),
  });
  const later = new Date(store.clock.now().getTime() + 200 * day);
  const [revoked, usedUp, expired, used, unused] = await Promise.all([
    make({ expiresAt: later }),
    make({ expiresAt: later }),
    make(),
    make({ expiresAt: later, maxUses: 2 }),
    make({ expiresAt: later }),
  ]);
  await revokeEnrolmentToken(store.ctx, revoked);
  for (const { id } of [usedUp, used])
    await inTransaction(store.db, (trx) =>
      updateEnrolmentTokenAsUsed(trx, { id, group: null, at: store.clock.now() }),
    );
  const made = [revoked, usedUp, expired, used, unused].map(({ id }) => id);
  const listed = async (): Promise<string[]> => {
    const page = await listEnrolmentTokens(store.ctx, { factory: 'acme', limit: 200 });
    return made.filter((id) => page.items.some((item) => item.id === id));
  };
  const start = store.clock.now().getTime();
  store.clock.set(new Date(start + 30 * day).toISOString());
  await sweepEnrolmentTokens(store.ctx);
  expect(await listed()).toEqual(made);
  store.clock.set(new Date(start + 31 * day + 1).toISOString());
  await sweepEnrolmentTokens(store.ctx);
  expect(await listed()).toEqual([used.id, unused.id]);
});
