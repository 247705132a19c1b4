import { listAuditRecordsByTarget } from '@moorgate/db';
import { usePeople, type UserContext } from '../test-support/use-people.ts';
import type { Scope } from '../scopes/catalogue.ts';
import { findToken } from './find-token.ts';
import { issueToken } from './issue-token.ts';
import { type BulkRevocation, revokeTokens } from './revoke-tokens.ts';

const { db, operator, clock, keys, contextFrom, makeUser } = usePeople();

const refusedWith = (code: string): unknown => expect.objectContaining({ code });

const make = async (who: UserContext, scopes: Scope[]): Promise<{ id: string; token: string }> =>
  issueToken(who, keys, { name: 'x', scopes });

const usernameOf = (who: UserContext): string => who.principal.username;

test('a dry run counts, and nothing else happens; then the same request revokes just those', async () => {
  const owner = await makeUser(['devices:read']);
  const ids = [await make(owner, ['devices:read']), await make(owner, ['devices:read'])];
  const request = { username: usernameOf(owner) };
  expect(await revokeTokens(operator(), { ...request, isDryRun: true })).toBe(2);
  expect((await findToken(owner, ids[0]!.id)).state).toBe('active');
  expect(await revokeTokens(operator(), { ...request, isDryRun: false })).toBe(2);
  for (const { id, token } of ids) {
    expect((await findToken(owner, id)).state).toBe('revoked');
    await expect(contextFrom(token)).rejects.toEqual(refusedWith('credentials_invalid'));
    const records = await listAuditRecordsByTarget(db(), { kind: 'token', id });
    expect(records.at(-1)).toMatchObject({ action: 'token.revoked' });
  }
  expect(await revokeTokens(operator(), { ...request, isDryRun: false })).toBe(0);
});

test('takes what was made with a token along, and leaves sessions', async () => {
  const owner = await makeUser(['devices:read', 'tokens:create', 'updates:read']);
  const parent = await make(owner, ['devices:read', 'tokens:create']);
  const maker = await contextFrom(parent.token);
  const child = await make(maker, ['tokens:create']);
  const other = await make(owner, ['updates:read']);
  const request = { username: usernameOf(owner), scope: 'devices:read' };
  expect(await revokeTokens(owner, { ...request, isDryRun: false })).toBe(2);
  expect((await findToken(owner, child.id)).state).toBe('revoked');
  expect((await findToken(owner, other.id)).state).toBe('active');
});

test('finds by scope, implied ones too, by age, by family and by dialect, all together', async () => {
  const owner = await makeUser(['devices:read-update', 'updates:read', 'tokens:create']);
  const parent = await make(owner, ['devices:read-update', 'tokens:create']);
  await make(await contextFrom(parent.token), ['devices:read']);
  clock.advance(1_000);
  await make(owner, ['updates:read']);
  const username = usernameOf(owner);
  const count = (criteria: Partial<BulkRevocation>): Promise<number> =>
    revokeTokens(operator(), { username, ...criteria, isDryRun: true });
  expect(await count({ scope: 'devices:read' })).toBe(2);
  expect(await count({ scope: 'devices:read-update' })).toBe(2);
  expect(await count({ scope: 'updates:read' })).toBe(1);
  expect(await count({ createdBefore: clock.now() })).toBe(2);
  expect(await count({ familyId: parent.id })).toBe(2);
  expect(await count({ dialect: 'native' })).toBe(3);
  expect(await count({ dialect: 'insight' })).toBe(0);
  expect(await count({ familyId: parent.id, scope: 'updates:read' })).toBe(0);
});

test('lets somebody end their own with a session alone; everything else needs tokens:delete', async () => {
  const owner = await makeUser(['devices:read']);
  const { token } = await make(owner, ['devices:read']);
  const username = usernameOf(owner);
  const leaked = await contextFrom(token);
  const stranger = await makeUser(['tokens:read']);
  const request = { isDryRun: true };
  const refused = [
    [leaked, { username }],
    [stranger, { username }],
    [owner, { scope: 'devices:read' }],
    [stranger, { username: 'nobody' }],
  ] as const;
  for (const [who, criteria] of refused)
    await expect(revokeTokens(who, { ...request, ...criteria })).rejects.toEqual(
      refusedWith('scope_missing'),
    );
  expect(await revokeTokens(owner, { ...request, username })).toBe(1);
  const administrator = await makeUser(['tokens:delete']);
  await expect(revokeTokens(administrator, { ...request, username: 'nobody' })).rejects.toEqual(
    refusedWith('user_not_found'),
  );
});

test.each([
  ['no criterion', {}],
  ['an unknown scope', { scope: 'devices:fly' }],
])('refuses %s', async (_title, request) => {
  await expect(revokeTokens(operator(), { ...request, isDryRun: false })).rejects.toEqual(
    refusedWith('invalid_request'),
  );
});

test('two that overlap at the same moment both end, and count each token once', async () => {
  const owner = await makeUser(['devices:read', 'tokens:create']);
  const parent = await make(owner, ['devices:read', 'tokens:create']);
  const maker = await contextFrom(parent.token);
  for (let round = 0; round < 5; round += 1) await make(maker, ['devices:read']);
  const username = usernameOf(owner);
  const counts = await Promise.all([
    revokeTokens(operator(), { username, scope: 'devices:read', isDryRun: false }),
    revokeTokens(operator(), { familyId: parent.id, isDryRun: false }),
    revokeTokens(operator(), { username, isDryRun: false }),
  ]);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6);
});
