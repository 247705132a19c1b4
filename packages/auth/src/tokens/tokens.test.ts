import { inTransaction, listAuditRecordsByTarget, openDatabase, openPool } from '@moorgate/db';
import type { Page } from '../cursor.ts';
import type { Scope } from '../scopes/catalogue.ts';
import { usePeople } from '../test-support/use-people.ts';
import { changeUserScopes } from '../users/change-user-scopes.ts';
import { deactivateUser } from '../users/deactivate-user.ts';
import { authenticateToken } from './authenticate-token.ts';
import { issueToken, issueTokenFor } from './issue-token.ts';
import { listTokens } from './list-tokens.ts';
import { revokeToken } from './revoke-token.ts';
import type { Token } from './token.ts';
import { createTokenChecks } from './token-checks.ts';
import { drawToken, formatToken } from './token-text.ts';

const { db, url, operator, clock, keys, contextFrom, makeUser } = usePeople();
const checks = createTokenChecks({ keys });

const dayMs = 86_400_000;
const inDays = (days: number): Date => new Date(clock.now().getTime() + days * dayMs);
const refusedWith = (code: string): unknown => expect.objectContaining({ code });

/** Returns when a transaction of this database waits for another one. */
const untilBlocked = async (): Promise<void> => {
  const pool = openPool({ url: url(), applicationName: 'watch' });
  const ask = `select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await pool.query(ask)).rowCount === 0);
  await pool.end();
};

describe('issueToken', () => {
  test('answers a token that is accepted with the intersection of its scopes and its owner’s', async () => {
    const owner = await makeUser(['devices:read-update', 'tokens:create']);
    const issued = await issueToken(owner, keys, { name: 'ci', scopes: ['devices:read'] });
    const { principal } = await contextFrom(issued.token);
    expect([...principal.scopes]).toEqual(['devices:read']);
    expect(principal.credential).toMatchObject({ kind: 'token', tokenId: issued.id });
    expect(issued.expiresAt).toEqual(inDays(365));
  });

  test('leaves no text in the database that could be sent as a token', async () => {
    const owner = await makeUser(['devices:read']);
    const issued = await issueToken(owner, keys, { name: 'ci', scopes: ['devices:read'] });
    const secret = issued.token.split('_')[3]!;
    for (const table of ['tokens', 'token_secrets', 'audit_records', 'users'] as const) {
      const rows = await db().selectFrom(table).selectAll().execute();
      expect(JSON.stringify(rows)).not.toContain(secret);
    }
  });

  test('refuses a scope that its maker lacks, also where the owner has it but the token that asks does not', async () => {
    const owner = await makeUser(['devices:read', 'devices:delete', 'tokens:create']);
    const scopes = ['devices:read', 'tokens:create'];
    const { token } = await issueToken(owner, keys, { name: 'narrow', scopes });
    const narrow = await contextFrom(token);
    const wanted = { name: 'x', scopes: ['devices:delete'] };
    await expect(issueToken(narrow, keys, wanted)).rejects.toEqual(refusedWith('scope_not_held'));
    const more = { name: 'x', scopes: ['devices:read-update'] };
    await expect(issueToken(owner, keys, more)).rejects.toEqual(refusedWith('scope_not_held'));
  });

  test('makes no token that would outlast a deactivation which is under way', async () => {
    const owner = await makeUser(['devices:read']);
    const request = { name: 'late', scopes: ['devices:read'] };
    const late = await inTransaction(db(), async (trx) => {
      await deactivateUser({ ...operator(), db: trx }, owner.principal.username);
      const issued = issueToken(owner, keys, request).catch((error: unknown) => error);
      await untilBlocked();
      return [issued];
    });
    expect(await late[0]).toEqual(refusedWith('credentials_invalid'));
  });

  test.each([
    ['an expiry now', { expiresAt: () => inDays(0) }],
    ['an expiry after more than two years', { expiresAt: () => inDays(731) }],
    ['an expiry that is no time', { expiresAt: () => new Date(NaN) }],
    ['no scope', { scopes: [] }],
    ['an unknown scope', { scopes: ['devices:everything'] }],
    ['an empty name', { name: '' }],
    ['a name with a NUL', { name: 'a\u0000b' }],
    ['a name with half a character', { name: 'a\ud800' }],
  ])('refuses %s as an invalid request', async (_title, wrong) => {
    const owner = await makeUser(['devices:read']);
    const { expiresAt, ...rest } = { expiresAt: undefined, ...wrong };
    const request = {
      name: 'x',
      scopes: ['devices:read'],
      ...rest,
      ...(expiresAt === undefined ? {} : { expiresAt: expiresAt() }),
    };
    await expect(issueToken(owner, keys, request)).rejects.toEqual(refusedWith('invalid_request'));
  });

  test('a token made with a token ends no later than that one and is revoked with it', async () => {
    const owner = await makeUser(['tokens:create']);
    const request = { name: 'x', scopes: ['tokens:create'] };
    const parent = await issueToken(owner, keys, { ...request, expiresAt: inDays(10) });
    const maker = await contextFrom(parent.token);
    const child = await issueToken(maker, keys, request);
    expect(child.expiresAt).toEqual(inDays(10));
    const longer = { ...request, expiresAt: inDays(11) };
    await expect(issueToken(maker, keys, longer)).rejects.toEqual(refusedWith('invalid_request'));
    const grandchild = await issueToken(await contextFrom(child.token), keys, request);
    await revokeToken(owner, parent.id);
    await expect(contextFrom(child.token)).rejects.toEqual(refusedWith('credentials_invalid'));
    await expect(contextFrom(grandchild.token)).rejects.toEqual(refusedWith('credentials_invalid'));
    await expect(issueToken(maker, keys, request)).rejects.toEqual(
      refusedWith('credentials_invalid'),
    );
  });

  test('is recorded with its maker, the address and the request', async () => {
    const owner = await makeUser(['devices:read']);
    const issued = await issueToken(owner, keys, { name: 'ci', scopes: ['devices:read'] });
    const records = await listAuditRecordsByTarget(db(), { kind: 'token', id: issued.id });
    expect(records).toEqual([
      expect.objectContaining({
        action: 'token.issued',
        actor_kind: 'user',
        actor_id: owner.principal.userId,
        actor_name: owner.principal.username,
        address: '192.0.2.1',
        request_id: 'request',
        after: expect.objectContaining({ name: 'ci', scopes: ['devices:read'] }),
      }),
    ]);
  });
});

describe('issueTokenFor', () => {
  test('lets an operator() on the host make a token within the rights of a user', async () => {
    const { principal } = await makeUser(['devices:read']);
    const request = { username: principal.username, name: 'x', scopes: ['devices:read'] };
    const issued = await issueTokenFor(operator(), keys, request);
    expect((await contextFrom(issued.token)).principal.username).toBe(principal.username);
    const more = { ...request, scopes: ['devices:delete'] };
    await expect(issueTokenFor(operator(), keys, more)).rejects.toEqual(
      refusedWith('scope_not_held'),
    );
    const nobody = { ...request, username: 'nobody' };
    await expect(issueTokenFor(operator(), keys, nobody)).rejects.toEqual(
      refusedWith('user_not_found'),
    );
  });

  test('refuses users, who make only their own', async () => {
    const user = await makeUser(['devices:read', 'tokens:create']);
    const request = { username: user.principal.username, name: 'x', scopes: ['devices:read'] };
    await expect(issueTokenFor(user, keys, request)).rejects.toEqual(refusedWith('scope_missing'));
  });
});

describe('authenticateToken', () => {
  const refused = (text: string): Promise<void> =>
    expect(contextFrom(text)).rejects.toEqual(refusedWith('credentials_invalid'));

  test('refuses a text that is no token without asking the database', async () => {
    const unreachable = openDatabase({ url: 'postgres://127.0.0.1:1/x', applicationName: 'test' });
    const ctx = { ...operator(), db: unreachable };
    const presented = { text: 'mgt_pat_forged', kinds: ['pat'] } as const;
    await expect(authenticateToken(ctx, checks, presented)).rejects.toEqual(
      refusedWith('credentials_invalid'),
    );
    await unreachable.destroy();
  });

  test('refuses an unknown id, another secret and another kind than the stored one', async () => {
    const owner = await makeUser(['devices:read']);
    const { id } = await issueToken(owner, keys, { name: 'x', scopes: ['devices:read'] });
    await refused(formatToken(drawToken('pat')));
    await refused(formatToken({ ...drawToken('pat'), id }));
  });

  test('refuses a kind that is not accepted where it was sent', async () => {
    const owner = await makeUser(['devices:read']);
    const { token } = await issueToken(owner, keys, { name: 'x', scopes: ['devices:read'] });
    const presented = { text: token, kinds: ['ses'] } as const;
    await expect(authenticateToken(operator(), checks, presented)).rejects.toEqual(
      refusedWith('credentials_invalid'),
    );
  });

  test('accepts a token until the instant of its expiry', async () => {
    const owner = await makeUser(['devices:read']);
    const request = { name: 'x', scopes: ['devices:read'], expiresAt: inDays(1) };
    const { token } = await issueToken(owner, keys, request);
    clock.advance(dayMs - 1);
    await expect(contextFrom(token)).resolves.toBeDefined();
    clock.advance(1);
    await refused(token);
  });

  test.each([
    ['disabled', { disabled_at: new Date(0) }],
    ['not valid yet', { not_before: new Date('2026-03-01T12:00:00.001Z') }],
  ])('refuses a token that is %s', async (_title, change) => {
    const owner = await makeUser(['devices:read']);
    const { id, token } = await issueToken(owner, keys, { name: 'x', scopes: ['devices:read'] });
    await db().updateTable('tokens').set(change).where('id', '=', id).execute();
    await refused(token);
  });

  test.each([
    ['retired', { retired_at: new Date(0) }],
    ['expired', { expires_at: new Date('2026-03-01T12:00:00.000Z') }],
  ])('refuses a secret that is %s', async (_title, change) => {
    const owner = await makeUser(['devices:read']);
    const { id, token } = await issueToken(owner, keys, { name: 'x', scopes: ['devices:read'] });
    await db().updateTable('token_secrets').set(change).where('token_id', '=', id).execute();
    await refused(token);
  });

  test('narrows a token as soon as its owner’s rights are narrowed, and refuses it when the owner is deactivated', async () => {
    const owner = await makeUser(['devices:read-update']);
    const { username } = owner.principal;
    const scopes = ['devices:read-update'];
    const { token } = await issueToken(owner, keys, { name: 'x', scopes });
    await changeUserScopes(operator(), { username, scopes: ['devices:read'] });
    expect([...(await contextFrom(token)).principal.scopes]).toEqual(['devices:read']);
    await deactivateUser(operator(), username);
    await refused(token);
  });
});

describe('listTokens', () => {
  test('pages through one’s own tokens in the order of their making, without sessions', async () => {
    const owner = await makeUser(['devices:read']);
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      await issueToken(owner, keys, { name, scopes: ['devices:read'] });
    const all = await listTokens(owner, { limit: 5 });
    expect(all.nextCursor).toBeNull();
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listTokens(owner, { limit: 2, ...(cursor === null ? {} : { cursor }) });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(ids).toEqual(all.items.map(({ id }) => id));
    expect(all.items.map(({ name }) => name).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('shows those of others to holders of tokens:read alone', async () => {
    const owner = await makeUser(['devices:read']);
    await issueToken(owner, keys, { name: 'x', scopes: ['devices:read'] });
    const { username } = owner.principal;
    const reader = await makeUser(['tokens:read']);
    expect((await listTokens(reader, { username, limit: 9 })).items).toHaveLength(1);
    const other = await makeUser();
    await expect(listTokens(other, { username, limit: 9 })).rejects.toEqual(
      refusedWith('scope_missing'),
    );
    await expect(listTokens(reader, { username: 'nobody', limit: 9 })).rejects.toEqual(
      refusedWith('user_not_found'),
    );
  });

  test('shows those of everybody, page by page, to holders of tokens:read for everything', async () => {
    clock.advance(365 * dayMs);
    const since = clock.now();
    const make = async (scope: Scope, name: string): Promise<string> => {
      clock.advance(1_000);
      const owner = await makeUser([scope]);
      return (await issueToken(owner, keys, { name, scopes: [scope] })).id;
    };
    const ids = [
      await make('devices:read', 'one'),
      await make('devices:read-update', 'two'),
      await make('updates:read', 'three'),
    ];
    const reader = await makeUser(['tokens:read']);
    const find = async (filter: object): Promise<string[]> => {
      const found: string[] = [];
      let cursor: string | null = null;
      do {
        const from: object = cursor === null ? {} : { cursor };
        const request = { isOfEverybody: true, limit: 1, ...filter, ...from };
        const page: Page<Token> = await listTokens(reader, request);
        found.push(...page.items.filter(({ createdAt }) => createdAt > since).map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== null);
      return found;
    };
    expect(await find({})).toEqual(ids);
    expect(await find({ scope: 'devices:read' })).toEqual(ids.slice(0, 2));
    expect(await find({ dialect: 'native', createdBefore: clock.now() })).toEqual(ids.slice(0, 2));
    expect(await find({ dialect: 'insight' })).toEqual([]);
    const scopes = ['tokens:read'];
    const { token } = await issueToken(reader, keys, { name: 'x', scopes, groups: ['lab'] });
    for (const who of [await makeUser(['tokens:delete']), await contextFrom(token)])
      await expect(listTokens(who, { isOfEverybody: true, limit: 9 })).rejects.toEqual(
        refusedWith('scope_missing'),
      );
    const wrong = { isOfEverybody: true, scope: 'devices:fly', limit: 9 };
    await expect(listTokens(reader, wrong)).rejects.toEqual(refusedWith('invalid_request'));
  });

  test.each([
    '',
    '!',
    'bnVsbA',
    Buffer.from('["9999-99-99T99:99:99.999Z","0000000000000"]').toString('base64url'),
  ])('refuses the cursor %j', async (cursor) => {
    const owner = await makeUser();
    await expect(listTokens(owner, { cursor, limit: 9 })).rejects.toEqual(
      refusedWith('cursor_invalid'),
    );
  });
});

describe('revokeToken', () => {
  const request = { name: 'x', scopes: ['devices:read'] };

  test('ends a token for good, with a record; a second time changes nothing', async () => {
    const owner = await makeUser(['devices:read']);
    const { id, token } = await issueToken(owner, keys, request);
    await revokeToken(owner, id);
    await expect(contextFrom(token)).rejects.toEqual(refusedWith('credentials_invalid'));
    const [revoked] = (await listTokens(owner, { limit: 1 })).items;
    clock.advance(1_000);
    await revokeToken(owner, id);
    expect((await listTokens(owner, { limit: 1 })).items).toEqual([revoked]);
    const records = await listAuditRecordsByTarget(db(), { kind: 'token', id });
    expect(records.map(({ action }) => action)).toEqual(['token.issued', 'token.revoked']);
  });

  test('answers for a token of somebody else as for one that does not exist', async () => {
    const { id } = await issueToken(await makeUser(['devices:read']), keys, request);
    const other = await makeUser(['devices:read', 'tokens:read']);
    await expect(revokeToken(other, id)).rejects.toEqual(refusedWith('token_not_found'));
    await expect(revokeToken(other, '0000000000000')).rejects.toEqual(
      refusedWith('token_not_found'),
    );
  });

  test('lets holders of tokens:delete end tokens of others', async () => {
    const { id, token } = await issueToken(await makeUser(['devices:read']), keys, request);
    await revokeToken(await makeUser(['tokens:delete']), id);
    await expect(contextFrom(token)).rejects.toEqual(refusedWith('credentials_invalid'));
  });

  test('lets a token end itself, but not its siblings', async () => {
    const owner = await makeUser(['devices:read']);
    const one = await issueToken(owner, keys, request);
    const other = await issueToken(owner, keys, request);
    const leaked = await contextFrom(one.token);
    await expect(revokeToken(leaked, other.id)).rejects.toEqual(refusedWith('scope_missing'));
    await revokeToken(leaked, one.id);
    await expect(contextFrom(one.token)).rejects.toEqual(refusedWith('credentials_invalid'));
  });
});
