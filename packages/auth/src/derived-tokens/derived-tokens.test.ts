import { findDialectTokenById, listTokenSecretHashes } from '@moorgate/db';
import { changeToken } from '../tokens/change-token.ts';
import { listTokens } from '../tokens/list-tokens.ts';
import { reportLeaks } from '../tokens/report-leaks.ts';
import { revokeToken } from '../tokens/revoke-token.ts';
import { rotateToken } from '../tokens/rotate-token.ts';
import { authenticateToken } from '../tokens/authenticate-token.ts';
import { type CheckSource, createTokenChecks } from '../tokens/token-checks.ts';
import { findTokens } from '../tokens/find-tokens.ts';
import { deactivateUser } from '../users/deactivate-user.ts';
import { usePeople, type UserContext } from '../test-support/use-people.ts';
import { changeDerivedNote } from './change-derived-token.ts';
import { drawDerivationKeys } from './derivation-keys.ts';
import type { DerivedTokenServices } from './derived-token.ts';
import { findTokenIdByText } from './find-token-by-text.ts';
import { type DerivedTokenRequest, issueDerivedToken } from './issue-derived-token.ts';
import { findDerivedToken, listDerivedTokens } from './list-derived-tokens.ts';
import { revokeDerivedTokens, revokeTokenByText } from './revoke-derived-tokens.ts';

const people = usePeople();
const derivationKeys = drawDerivationKeys();
const services: DerivedTokenServices = {
  tokenKeys: people.keys,
  derivationKeys,
  revealsTokens: true,
};
const hidden: DerivedTokenServices = { ...services, revealsTokens: false };
const textKeys = { keys: people.keys, derivationKeys };

const request: DerivedTokenRequest = {
  dialect: 'insight',
  form: 'hex256',
  name: 'test',
  note: null,
  scopes: ['devices:read'],
  terms: null,
  lifetimeSeconds: null,
  reuse: null,
};

const issue = async (
  ctx: UserContext,
  change: Partial<DerivedTokenRequest> = {},
  by: DerivedTokenServices = services,
) => issueDerivedToken(ctx, by, { ...request, ...change });

const sources: CheckSource[] = [];
const present = async (text: string, dialects: readonly string[] = ['insight']) => {
  const checks = createTokenChecks({ ...textKeys, onCheck: (source) => void sources.push(source) });
  const presented = { text, kinds: ['pat'], dialects } as const;
  const principal = await authenticateToken(people.operator(), checks, presented);
  return { ...people.contextOf(principal), principal };
};

const refused = { code: 'credentials_invalid' };

describe('a derived token', () => {
  test.each(['hex64', 'hex256', 'token'] as const)(
    'of the form %s is its owner, with what both may do',
    async (form) => {
      const ctx = await people.makeUser(['devices:read-update', 'updates:read']);
      const { token } = await issue(ctx, { form, scopes: ['devices:read', 'users:read'] });
      const { principal } = await present(token.text);
      expect(principal).toMatchObject({
        userId: ctx.principal.userId,
        scopes: new Set(['devices:read']),
      });
    },
  );

  test('is listed with its text, which is made again and not stored', async () => {
    const ctx = await people.makeUser();
    const { token } = await issue(ctx);
    expect(await listDerivedTokens(ctx, services, 'insight')).toEqual([token]);
    expect(await listDerivedTokens(ctx, services, 'openshift')).toEqual([]);
    expect(await findDerivedToken(ctx, services, { dialect: 'insight', id: token.id })).toEqual(
      token,
    );
  });

  test('is good at its own API alone', async () => {
    const { token } = await issue(await people.makeUser());
    await expect(present(token.text, ['openshift'])).rejects.toMatchObject(refused);
    await expect(people.contextFrom(token.text)).rejects.toMatchObject(refused);
    const { text } = (await issue(await people.makeUser(), { form: 'token' })).token;
    await expect(people.contextFrom(text)).rejects.toMatchObject(refused);
  });

  test('leaves nothing in the database that could be presented', async () => {
    const ctx = await people.makeUser();
    const { token } = await issue(ctx);
    const owner = { ownerId: ctx.principal.userId, dialect: 'insight' };
    const row = await findDialectTokenById(people.db(), owner, {
      id: token.id,
      now: people.clock.now(),
    });
    const [secret] = await listTokenSecretHashes(people.db(), { tokenIds: [token.id], hashes: [] });
    const stored = [secret!.hash, row!.salt!].map((bytes) => bytes.toString('hex'));
    for (const hex of stored) {
      expect(token.text).not.toContain(hex);
      await expect(present(hex)).rejects.toMatchObject(refused);
    }
    expect(JSON.stringify(row)).not.toContain(token.text.slice(0, 16));
  });

  test('costs no query where its check is wrong, and one where it is right', async () => {
    sources.length = 0;
    const { token } = await issue(await people.makeUser());
    await present(token.text);
    await expect(present('0'.repeat(256))).rejects.toMatchObject(refused);
    await expect(present(`${token.text.slice(0, -1)}z`)).rejects.toMatchObject(refused);
    expect(sources).toEqual(['store', 'malformed', 'malformed']);
  });

  test('lives until it is revoked where it has no lifetime', async () => {
    const { token } = await issue(await people.makeUser());
    people.clock.set('2036-03-01T12:00:00.000Z');
    expect((await present(token.text)).principal.credential.expiresAt).toBeNull();
  });

  test('ends with its lifetime, is not listed then, and is found still', async () => {
    const ctx = await people.makeUser();
    const { token } = await issue(ctx, { lifetimeSeconds: 60 });
    people.clock.advance(60_000);
    await expect(present(token.text)).rejects.toMatchObject(refused);
    expect(await listDerivedTokens(ctx, services, 'insight')).toEqual([]);
    expect(await findDerivedToken(ctx, services, { dialect: 'insight', id: token.id })).toEqual(
      token,
    );
  });

  test('is listed, disabled and revoked by the native API', async () => {
    const ctx = await people.makeUser();
    const { token } = await issue(ctx);
    const { items } = await listTokens(ctx, { limit: 10 });
    expect(items).toMatchObject([{ id: token.id, dialect: 'insight', expiresAt: null }]);
    await changeToken(ctx, token.id, { isDisabled: true });
    await expect(present(token.text)).rejects.toMatchObject(refused);
    await changeToken(ctx, token.id, { isDisabled: false });
    await present(token.text);
    await revokeToken(ctx, token.id);
    await expect(present(token.text)).rejects.toMatchObject(refused);
  });

  test.each([
    ['hex64', /^[0-9a-f]{64}$/],
    ['hex256', /^[0-9a-f]{256}$/],
    ['token', /^mgt_pat_/],
  ] as const)(
    'of the form %s gets a secret of the same form from a rotation, and is listed with it',
    async (form, pattern) => {
      const ctx = await people.makeUser();
      const { token } = await issue(ctx, { form });
      const rotation = { id: token.id, overlapMs: 0, derivationKeys };
      const rotated = await rotateToken(ctx, people.keys, rotation);
      await expect(present(token.text)).rejects.toMatchObject(refused);
      expect(rotated.token).toMatch(pattern);
      expect((await present(rotated.token)).principal.credential.tokenId).toBe(token.id);
      const [listed] = await listDerivedTokens(ctx, services, 'insight');
      expect(listed!.text).toBe(rotated.token);
      const [shortened] = await listDerivedTokens(ctx, hidden, 'insight');
      expect(shortened!.text).toBe(`mgt_pat_${token.id}_…${rotated.token.slice(-4)}`);
      expect(findTokens(shortened!.text)).toEqual([]);
    },
  );

  test('is not rotated without the keys that its text is made from', async () => {
    const ctx = await people.makeUser();
    const { token } = await issue(ctx);
    const rotation = { id: token.id, overlapMs: 0 };
    await expect(rotateToken(ctx, people.keys, rotation)).rejects.toMatchObject({
      code: 'token_not_rotatable',
    });
    await present(token.text);
  });

  test('narrows with its owner, and ends with the account', async () => {
    const ctx = await people.makeUser(['devices:read']);
    const { token } = await issue(ctx);
    await deactivateUser(people.operator(), ctx.principal.username);
    await expect(present(token.text)).rejects.toMatchObject(refused);
  });
});

test('lists the newest thousand', async () => {
  const ctx = await people.makeUser();
  const { token: oldest } = await issue(ctx);
  people.clock.advance(1_000);
  for (let made = 0; made < 1_000; made += 50)
    await Promise.all(Array.from({ length: 50 }, () => issue(ctx)));
  const listed = await listDerivedTokens(ctx, services, 'insight');
  expect(listed.length).toBe(1_000);
  expect(listed.map(({ id }) => id)).not.toContain(oldest.id);
  await present(oldest.text);
}, 30_000);

describe('with a token', () => {
  test('what is made has at most its rights and limits, ends no later and is revoked with it', async () => {
    const ctx = await people.makeUser(['devices:read', 'updates:read']);
    const { token } = await issue(ctx, { lifetimeSeconds: 3_600 });
    await changeToken(ctx, token.id, { cidrs: ['192.0.2.0/24'] });
    const holder = await present(token.text);
    const child = await issue(holder, {
      scopes: ['updates:read', 'devices:read'],
      lifetimeSeconds: null,
    });
    expect(child.token.expiresAt).toEqual(token.expiresAt);
    const { items } = await listTokens(ctx, { limit: 10 });
    expect(items.find(({ id }) => id === child.token.id)).toMatchObject({
      parentId: token.id,
      scopes: ['devices:read'],
      cidrs: ['192.0.2.0/24'],
    });
    await revokeToken(ctx, token.id);
    await expect(present(child.token.text)).rejects.toMatchObject(refused);
  });

  test('a wider one is listed without its text, and is not given out as one that will do', async () => {
    const ctx = await people.makeUser(['devices:read']);
    const wide = await issue(ctx);
    const narrow = await issue(ctx);
    await changeToken(ctx, narrow.token.id, { cidrs: ['192.0.2.0/24'] });
    const holder = await present(narrow.token.text);
    const texts = (await listDerivedTokens(holder, services, 'insight')).map(({ text }) => text);
    expect(texts).toContain(narrow.token.text);
    expect(texts).not.toContain(wide.token.text);
    const reuse = { remainingSecondsMin: 0 };
    const found = await issue(holder, { reuse });
    expect(found).toMatchObject({ isReused: true, token: { id: narrow.token.id } });
  });
});

describe('reuse', () => {
  const terms = { scopes: 'session' };
  const reuse = { remainingSecondsMin: 600 };

  test('answers the newest one of the same terms that lives for long enough', async () => {
    const ctx = await people.makeUser();
    const first = await issue(ctx, { terms, note: 'one', lifetimeSeconds: 700 });
    const again = await issue(ctx, { terms, reuse });
    expect(again).toEqual({ token: first.token, isReused: true });
    people.clock.advance(100_000);
    expect((await issue(ctx, { terms, reuse })).isReused).toBe(false);
  });

  test('looks at the note only where there is one, and never at other terms', async () => {
    const ctx = await people.makeUser();
    await issue(ctx, { terms, note: 'one' });
    expect((await issue(ctx, { terms, reuse: { ...reuse, note: 'two' } })).isReused).toBe(false);
    expect((await issue(ctx, { terms, reuse: { ...reuse, note: 'one' } })).isReused).toBe(true);
    expect((await issue(ctx, { terms: { scopes: 'read' }, reuse })).isReused).toBe(false);
    expect((await issue(ctx, { terms: null, reuse })).isReused).toBe(false);
  });

  test('answers the newest secret of one that was rotated elsewhere', async () => {
    const ctx = await people.makeUser();
    const { token } = await issue(ctx, { terms });
    const rotation = { id: token.id, overlapMs: 60_000, derivationKeys };
    const rotated = await rotateToken(ctx, people.keys, rotation);
    const again = await issue(ctx, { terms, reuse });
    const { id } = token;
    expect(again).toMatchObject({ isReused: true, token: { id, text: rotated.token } });
    await present(again.token.text);
  });

  test('passes over what was revoked or disabled', async () => {
    const ctx = await people.makeUser();
    const { token } = await issue(ctx, { terms });
    await changeToken(ctx, token.id, { isDisabled: true });
    expect((await issue(ctx, { terms, reuse })).isReused).toBe(false);
  });

  test('ends with one token where many ask at once', async () => {
    const ctx = await people.makeUser();
    const all = await Promise.all(Array.from({ length: 6 }, () => issue(ctx, { terms, reuse })));
    expect(new Set(all.map(({ token }) => token.id)).size).toBe(1);
  });

  test('adds a secret where texts are not shown again: five live at once', async () => {
    const ctx = await people.makeUser();
    const texts = [(await issue(ctx, { terms }, hidden)).token.text];
    for (let count = 0; count < 5; count += 1)
      texts.push((await issue(ctx, { terms, reuse }, hidden)).token.text);
    await expect(present(texts[0]!)).rejects.toMatchObject(refused);
    const ids = await Promise.all(
      texts.slice(1).map(async (text) => (await present(text)).principal.credential.tokenId),
    );
    expect(new Set(ids).size).toBe(1);
    const [listed] = await listDerivedTokens(ctx, hidden, 'insight');
    expect(listed!.text).toBe(`mgt_pat_${ids[0]}_…${texts.at(-1)!.slice(-4)}`);
  });
});

describe('revoking', () => {
  test('one by its text: whoever has it may, and only once is there something to do', async () => {
    const ctx = await people.makeUser();
    const { token } = await issue(ctx);
    const revoke = (text: string, dialect = 'insight') =>
      revokeTokenByText(people.operator(), textKeys, { dialect, text });
    expect(await revoke(token.text, 'openshift')).toBe(false);
    expect(await revoke('0'.repeat(256))).toBe(false);
    expect(await revoke(token.text)).toBe(true);
    expect(await revoke(token.text)).toBe(false);
    await expect(present(token.text)).rejects.toMatchObject(refused);
  });

  test('many of one’s own, ended ones too, and none of anybody else', async () => {
    const ctx = await people.makeUser();
    const other = await issue(await people.makeUser());
    const ended = await issue(ctx, { lifetimeSeconds: 1, terms: { scopes: 'read' } });
    const kept = await issue(ctx, { terms: { scopes: 'session' } });
    people.clock.advance(2_000);
    const fits = (terms: unknown): boolean => (terms as { scopes: string }).scopes === 'read';
    expect(await revokeDerivedTokens(ctx, { dialect: 'insight', fits })).toBe(1);
    const find = { dialect: 'insight', id: ended.token.id };
    await expect(findDerivedToken(ctx, services, find)).rejects.toMatchObject({
      code: 'token_not_found',
    });
    await present(kept.token.text);
    await present(other.token.text);
    expect(await revokeDerivedTokens(ctx, { dialect: 'insight', fits: () => true })).toBe(1);
    await present(other.token.text);
  });
});

test('the note of one’s own is changed, that of somebody else is not found', async () => {
  const ctx = await people.makeUser();
  const { token } = await issue(ctx);
  const change = { dialect: 'insight', id: token.id, note: 'remember' };
  expect(await changeDerivedNote(ctx, services, change)).toEqual({ ...token, note: 'remember' });
  const stranger = await people.makeUser();
  await expect(changeDerivedNote(stranger, services, change)).rejects.toMatchObject({
    code: 'token_not_found',
  });
});

test('a leak of one is known, and ends it', async () => {
  const { token } = await issue(await people.makeUser(), { form: 'hex64' });
  const reports = [{ token: '0'.repeat(64) }, { token: token.text }];
  const verdicts = await reportLeaks(people.operator(), textKeys, reports);
  expect(verdicts).toEqual(['false_positive', 'true_positive']);
  await expect(present(token.text)).rejects.toMatchObject(refused);
});

test('a check of one is held until the feed tells of a change', async () => {
  const { token } = await issue(await people.makeUser());
  const seen: CheckSource[] = [];
  const lease = { isHeld: () => true, mayAsk: () => true };
  const onCheck = (source: CheckSource): void => void seen.push(source);
  const checks = createTokenChecks({ ...textKeys, lease, onCheck });
  const ask = () =>
    authenticateToken(people.operator(), checks, {
      text: token.text,
      kinds: ['pat'],
      dialects: ['insight'],
    });
  await ask();
  await ask();
  checks.apply([{ sequence: 0, ageMs: 0, kind: 'token', tokenId: token.id }]);
  await ask();
  expect(seen).toEqual(['store', 'memory', 'store']);
});

test('a text tells its token, ended or not', async () => {
  const ctx = await people.makeUser();
  const { token } = await issue(ctx, { lifetimeSeconds: 1 });
  people.clock.advance(2_000);
  expect(await findTokenIdByText(people.operator(), textKeys, token.text)).toBe(token.id);
  expect(await findTokenIdByText(people.operator(), textKeys, 'x')).toBeNull();
});
