import { listAuditRecordsByTarget } from '@moorgate/db';
import { usePeople, type UserContext } from '../test-support/use-people.ts';
import { changeToken } from './change-token.ts';
import { findToken } from './find-token.ts';
import { issueToken, issueTokenFor } from './issue-token.ts';
import { listTokens } from './list-tokens.ts';
import { areNetworksWithin, intersectNetworks } from './networks.ts';
import { revokeToken } from './revoke-token.ts';

const { db, operator, clock, keys, contextFrom, makeUser } = usePeople();

const refusedWith = (code: string): unknown => expect.objectContaining({ code });
const minutes = (count: number): Date => new Date(clock.now().getTime() + count * 60_000);
const request = { name: 'x', scopes: ['devices:read'] };

describe('networks', () => {
  test.each([
    [['10.1.0.0/16'], ['10.0.0.0/8'], true],
    [['10.0.0.0/8'], ['10.1.0.0/16'], false],
    [['192.0.2.7'], ['192.0.2.0/24', '10.0.0.0/8'], true],
    [['fd00:1::/32'], ['fd00::/8'], true],
    [['10.0.0.1'], ['::/0'], false],
    [null, ['10.0.0.0/8'], false],
    [['10.0.0.0/8'], null, true],
  ])('%j within %j: %j', (inner, outer, expected) => {
    expect(areNetworksWithin(inner, outer)).toBe(expected);
  });

  test('two lists have in common what lies within both', () => {
    const common = intersectNetworks(['10.0.0.0/8', '192.0.2.1'], ['10.9.0.0/16', '192.0.2.0/24']);
    expect(common).toEqual(['192.0.2.1', '10.9.0.0/16']);
    expect(intersectNetworks(null, null)).toBeNull();
  });
});

describe('a token with limits', () => {
  test('shows them, and begins to be accepted at its time', async () => {
    const owner = await makeUser(['devices:read']);
    const { id, token } = await issueToken(owner, keys, {
      ...request,
      note: 'line\nline',
      groups: ['b', 'a'],
      cidrs: ['192.0.2.0/24'],
      maxUses: 7,
      notBefore: minutes(5),
    });
    await expect(contextFrom(token)).rejects.toEqual(refusedWith('credentials_invalid'));
    clock.advance(5 * 60_000);
    const { principal } = await contextFrom(token);
    expect(principal.grants).toEqual([
      { scopes: new Set(['devices:read']), groups: new Set(['a', 'b']) },
    ]);
    expect(await findToken(owner, id)).toMatchObject({
      note: 'line\nline',
      groups: ['a', 'b'],
      cidrs: ['192.0.2.0/24'],
      maxUses: 7,
      state: 'active',
    });
  });

  test.each([
    ['a note that is too long', { note: 'x'.repeat(1_001) }],
    ['a group that is no name', { groups: ['a b'] }],
    ['no group', { groups: [] }],
    ['a network with too many bits', { cidrs: ['10.0.0.0/33'] }],
    ['IPv4 written as IPv6', { cidrs: ['::ffff:10.0.0.1'] }],
    ['no use', { maxUses: 0 }],
    ['a rate of nothing', { rateLimit: { perSecond: 0 } }],
    ['a rate that is no number', { rateLimit: { perSecond: NaN } }],
    ['half a request at once', { rateLimit: { perSecond: 1, burst: 0.5 } }],
    ['a beginning after the end', { notBefore: new Date('2100-01-01') }],
  ])('is refused with %s', async (_title, wrong) => {
    const owner = await makeUser(['devices:read']);
    await expect(issueToken(owner, keys, { ...request, ...wrong })).rejects.toEqual(
      refusedWith('invalid_request'),
    );
  });

  test('hands on no more than it has: not other groups, not other networks, not for longer', async () => {
    const owner = await makeUser(['devices:read', 'tokens:create']);
    const scopes = ['devices:read', 'tokens:create'];
    const limits = { groups: ['a', 'b'], cidrs: ['192.0.2.0/24'] };
    const { token } = await issueToken(owner, keys, { name: 'x', scopes, ...limits });
    const maker = await contextFrom(token);
    const child = await issueToken(maker, keys, request);
    expect(child).toMatchObject(limits);
    const narrower = await issueToken(maker, keys, {
      ...request,
      groups: ['a'],
      cidrs: ['192.0.2.9'],
    });
    expect(narrower).toMatchObject({ groups: ['a'], cidrs: ['192.0.2.9'] });
    const wrong = [
      [{ groups: ['a', 'c'] }, 'scope_not_held'],
      [{ cidrs: ['192.0.0.0/16'] }, 'token_not_narrower'],
    ] as const;
    for (const [more, code] of wrong)
      await expect(issueToken(maker, keys, { ...request, ...more })).rejects.toEqual(
        refusedWith(code),
      );
  });

  test('makes no others when its uses are counted', async () => {
    const owner = await makeUser(['devices:read', 'tokens:create']);
    const scopes = ['tokens:create'];
    const { token } = await issueToken(owner, keys, { name: 'x', scopes, maxUses: 9 });
    const maker = await contextFrom(token);
    await expect(issueToken(maker, keys, { name: 'y', scopes })).rejects.toEqual(
      refusedWith('token_uses_bounded'),
    );
  });
});

describe('findToken', () => {
  test('shows one’s own, and any with tokens:read; answers for others as for none, and for sessions', async () => {
    const owner = await makeUser(['devices:read']);
    const { id } = await issueToken(owner, keys, request);
    const reader = await makeUser(['tokens:read']);
    expect((await findToken(reader, id)).owner).toBe(owner.principal.username);
    for (const [who, what] of [
      [await makeUser(['tokens:delete']), id],
      [owner, owner.principal.credential.tokenId],
      [owner, '0000000000000'],
    ] as const)
      await expect(findToken(who, what)).rejects.toEqual(refusedWith('token_not_found'));
  });
});

describe('listTokens', () => {
  test('finds by state, by use and by text', async () => {
    const owner = await makeUser(['devices:read']);
    const make = async (name: string, note?: string): Promise<string> =>
      (await issueToken(owner, keys, { ...request, name, note, expiresAt: minutes(60) })).id;
    const [one, two, three, four] = [
      await make('one', '100% of_it'),
      await make('two'),
      await make('three'),
      await make('four'),
    ];
    await revokeToken(owner, two!);
    await changeToken(owner, three!, { isDisabled: true });
    const used = { last_used_at: minutes(1) };
    await db().updateTable('tokens').set(used).where('id', '=', one!).execute();
    const found = async (filter: object): Promise<string[]> =>
      (await listTokens(owner, { ...filter, limit: 9 })).items.map(({ name }) => name).sort();
    expect(await found({ state: 'active' })).toEqual(['four', 'one']);
    expect(await found({ state: 'revoked' })).toEqual(['two']);
    expect(await found({ state: 'disabled' })).toEqual(['three']);
    expect(await found({ usedSince: minutes(1) })).toEqual(['one']);
    expect(await found({ unusedSince: minutes(0) })).toEqual([]);
    expect(await found({ unusedSince: minutes(1), search: 'O' })).toEqual(['four', 'two']);
    expect(await found({ search: '% of_' })).toEqual(['one']);
    expect(await found({ search: '_wo' })).toEqual([]);
    clock.advance(3_600_000);
    expect(await found({ state: 'expired' })).toEqual(['four', 'one', 'three']);
    expect((await findToken(owner, four!)).state).toBe('expired');
  });
});

describe('changeToken', () => {
  const makeFamily = async (): Promise<{ owner: UserContext; ids: string[]; texts: string[] }> => {
    const owner = await makeUser(['devices:read-update', 'devices:delete', 'tokens:create']);
    const scopes = ['devices:read-update', 'devices:delete', 'tokens:create'];
    const root = await issueToken(owner, keys, { name: 'root', scopes });
    const child = await issueToken(await contextFrom(root.token), keys, { name: 'child', scopes });
    const leaf = { name: 'leaf', scopes: ['devices:delete'] };
    const grandchild = await issueToken(await contextFrom(child.token), keys, leaf);
    const all = [root, child, grandchild];
    return { owner, ids: all.map(({ id }) => id), texts: all.map(({ token }) => token) };
  };

  test('renames, and leaves everything else', async () => {
    const owner = await makeUser(['devices:read']);
    const { id } = await issueToken(owner, keys, { ...request, note: 'old' });
    const before = await findToken(owner, id);
    const after = await changeToken(owner, id, { name: 'y', note: null });
    expect(after).toEqual({ ...before, name: 'y', note: null });
    const records = await listAuditRecordsByTarget(db(), { kind: 'token', id });
    expect(records.at(-1)).toMatchObject({
      action: 'token.changed',
      before: { name: 'x', note: 'old' },
      after: { name: 'y', note: null },
    });
  });

  test('narrows what was made with it, however indirectly, and revokes what is left with nothing', async () => {
    const { owner, ids, texts } = await makeFamily();
    const scopes = ['devices:read', 'tokens:create'];
    await changeToken(owner, ids[0]!, { scopes, groups: ['a'] });
    const { principal } = await contextFrom(texts[1]!);
    expect([...principal.scopes].sort()).toEqual(scopes);
    expect(principal.grants[0]?.groups).toEqual(new Set(['a']));
    expect(await findToken(owner, ids[2]!)).toMatchObject({ state: 'revoked' });
  });

  test.each([
    ['another scope', { scopes: ['devices:read', 'updates:read'] }],
    ['another group', { groups: ['a', 'b'] }],
    ['a wider network', { cidrs: ['192.0.0.0/16'] }],
  ])('never gives it %s', async (_title, change) => {
    const owner = await makeUser(['devices:read', 'updates:read']);
    const limits = { groups: ['a'], cidrs: ['192.0.2.0/24'] };
    const { id } = await issueToken(owner, keys, { ...request, ...limits });
    await expect(changeToken(owner, id, change)).rejects.toEqual(refusedWith('token_not_narrower'));
  });

  test('disables it with what was made with it, and enables what was disabled with it', async () => {
    const { owner, ids, texts } = await makeFamily();
    await changeToken(owner, ids[2]!, { isDisabled: true });
    await changeToken(owner, ids[0]!, { isDisabled: true });
    for (const text of texts)
      await expect(contextFrom(text)).rejects.toEqual(refusedWith('credentials_invalid'));
    await expect(changeToken(owner, ids[1]!, { isDisabled: false })).rejects.toEqual(
      refusedWith('token_parent_disabled'),
    );
    await changeToken(owner, ids[0]!, { isDisabled: false });
    await expect(contextFrom(texts[1]!)).resolves.toBeDefined();
    await expect(contextFrom(texts[2]!)).rejects.toEqual(refusedWith('credentials_invalid'));
  });

  test('lets nobody but administrators enable what one of them disabled', async () => {
    const owner = await makeUser(['devices:read']);
    const { id, token } = await issueToken(owner, keys, request);
    const administrator = await makeUser(['tokens:delete']);
    await changeToken(administrator, id, { isDisabled: true });
    const enable = { isDisabled: false };
    await expect(changeToken(owner, id, enable)).rejects.toEqual(refusedWith('scope_missing'));
    await changeToken(administrator, id, enable);
    await expect(contextFrom(token)).resolves.toBeDefined();
  });

  test('refuses an ended token, one out of reach, and one of somebody else as one that does not exist', async () => {
    const owner = await makeUser(['devices:read']);
    const ended = await issueToken(owner, keys, request);
    await revokeToken(owner, ended.id);
    const change = { name: 'y' };
    await expect(changeToken(owner, ended.id, change)).rejects.toEqual(refusedWith('token_ended'));
    const [one, other] = [
      await issueToken(owner, keys, request),
      await issueToken(owner, keys, request),
    ];
    const leaked = await contextFrom(one.token);
    await expect(changeToken(leaked, other.id, change)).rejects.toEqual(
      refusedWith('scope_missing'),
    );
    const stranger = await makeUser();
    await expect(changeToken(stranger, one.id, change)).rejects.toEqual(
      refusedWith('token_not_found'),
    );
  });
});

test('an operator on the host gives a token no group for which its owner has no right', async () => {
  const { principal } = await makeUser(['devices:read']);
  const { username } = principal;
  const issued = await issueTokenFor(operator(), keys, { ...request, username, groups: ['a'] });
  expect(issued.groups).toEqual(['a']);
});
