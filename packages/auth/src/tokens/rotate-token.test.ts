import { listAuditRecordsByTarget } from '@moorgate/db';
import { usePeople } from '../test-support/use-people.ts';
import { changeToken } from './change-token.ts';
import { findToken } from './find-token.ts';
import { issueToken } from './issue-token.ts';
import { noteRetiredSecret } from './note-retired-secret.ts';
import { revokeToken } from './revoke-token.ts';
import { rotateOwnToken, rotateToken } from './rotate-token.ts';

const { db, clock, keys, contextFrom, makeUser } = usePeople();

const hourMs = 3_600_000;
const refusedWith = (code: string): unknown => expect.objectContaining({ code });
const refused = (text: string): Promise<void> =>
  expect(contextFrom(text)).rejects.toEqual(refusedWith('credentials_invalid'));
const request = { name: 'x', scopes: ['devices:read'] };
const actionsOf = async (id: string): Promise<string[]> =>
  (await listAuditRecordsByTarget(db(), { kind: 'token', id })).map(({ action }) => action);

describe('rotateToken', () => {
  test('gives a new secret under the same id; the old one lives until the overlap ends', async () => {
    const owner = await makeUser(['devices:read']);
    const { id, token } = await issueToken(owner, keys, request);
    const before = await findToken(owner, id);
    const rotated = await rotateToken(owner, keys, { id, overlapMs: hourMs });
    expect(rotated).toMatchObject({ id, version: 2 });
    expect(await findToken(owner, id)).toEqual(before);
    clock.advance(hourMs - 1);
    for (const text of [token, rotated.token])
      expect((await contextFrom(text)).principal.credential.tokenId).toBe(id);
    clock.advance(1);
    await refused(token);
    await expect(contextFrom(rotated.token)).resolves.toBeDefined();
    expect(await actionsOf(id)).toEqual(['token.issued', 'token.rotated']);
  });

  test('ends every other secret at once without an overlap', async () => {
    const owner = await makeUser(['devices:read']);
    const { id, token } = await issueToken(owner, keys, request);
    const second = await rotateToken(owner, keys, { id, overlapMs: 24 * hourMs });
    const third = await rotateToken(owner, keys, { id, overlapMs: 0 });
    await refused(token);
    await refused(second.token);
    await expect(contextFrom(third.token)).resolves.toBeDefined();
  });

  test('never prolongs a secret that is to end', async () => {
    const owner = await makeUser(['devices:read']);
    const { id, token } = await issueToken(owner, keys, request);
    await rotateToken(owner, keys, { id, overlapMs: hourMs });
    await rotateToken(owner, keys, { id, overlapMs: 5 * hourMs });
    clock.advance(hourMs);
    await refused(token);
  });

  test('keeps five secrets alive at most, however many ask at once', async () => {
    const owner = await makeUser(['devices:read']);
    const { id } = await issueToken(owner, keys, request);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => rotateToken(owner, keys, { id, overlapMs: hourMs })),
    );
    const refusals = outcomes.filter(({ status }) => status === 'rejected');
    expect(refusals).toHaveLength(4);
    for (const refusal of refusals)
      expect(refusal).toMatchObject({ reason: { code: 'token_versions_exhausted' } });
    await expect(rotateToken(owner, keys, { id, overlapMs: 0 })).resolves.toBeDefined();
  });

  test('recognises the last ended secrets alone, so that each look-up stays short', async () => {
    const owner = await makeUser(['devices:read']);
    const { id } = await issueToken(owner, keys, request);
    for (let round = 0; round < 25; round += 1)
      await rotateToken(owner, keys, { id, overlapMs: 0 });
    const rows = await db()
      .selectFrom('token_secrets')
      .select('version')
      .where('token_id', '=', id)
      .execute();
    expect(rows).toHaveLength(20);
    expect(Math.max(...rows.map(({ version }) => version))).toBe(26);
  });

  test.each([-1, 31 * 24 * hourMs, NaN])('refuses an overlap of %d milliseconds', async (wrong) => {
    const owner = await makeUser(['devices:read']);
    const { id } = await issueToken(owner, keys, request);
    await expect(rotateToken(owner, keys, { id, overlapMs: wrong })).rejects.toEqual(
      refusedWith('invalid_request'),
    );
  });

  test('refuses an ended and a disabled token', async () => {
    const owner = await makeUser(['devices:read']);
    const { id } = await issueToken(owner, keys, request);
    await changeToken(owner, id, { isDisabled: true });
    const rotation = { id, overlapMs: 0 };
    await expect(rotateToken(owner, keys, rotation)).rejects.toEqual(refusedWith('token_disabled'));
    await revokeToken(owner, id);
    await expect(rotateToken(owner, keys, rotation)).rejects.toEqual(refusedWith('token_ended'));
  });

  test('gives a secret to nobody but the owner: an administrator would become them', async () => {
    const owner = await makeUser(['devices:read']);
    const { id } = await issueToken(owner, keys, request);
    const administrator = await makeUser(['tokens:read', 'tokens:delete', 'tokens:create']);
    await expect(rotateToken(administrator, keys, { id, overlapMs: 0 })).rejects.toEqual(
      refusedWith('token_not_found'),
    );
  });

  test('lets a token rotate itself with tokens:rotate-self, what it made with tokens:create, and no other', async () => {
    const owner = await makeUser(['tokens:create', 'tokens:rotate-self']);
    const scopes = ['tokens:create', 'tokens:rotate-self'];
    const parent = await issueToken(owner, keys, { name: 'parent', scopes });
    const asParent = await contextFrom(parent.token);
    const child = await issueToken(asParent, keys, { name: 'child', scopes: ['tokens:create'] });
    const asChild = await contextFrom(child.token);
    const overlapMs = 0;
    await expect(rotateOwnToken(asChild, keys, { overlapMs })).rejects.toEqual(
      refusedWith('scope_missing'),
    );
    await expect(rotateToken(asChild, keys, { id: parent.id, overlapMs })).rejects.toEqual(
      refusedWith('scope_missing'),
    );
    await expect(rotateToken(asParent, keys, { id: child.id, overlapMs })).resolves.toBeDefined();
    const { token } = await rotateOwnToken(asParent, keys, { overlapMs });
    await refused(parent.token);
    await expect(contextFrom(token)).resolves.toBeDefined();
    await expect(rotateOwnToken(owner, keys, { overlapMs })).rejects.toEqual(
      refusedWith('token_required'),
    );
  });
});

describe('noteRetiredSecret', () => {
  test.each([
    ['record', 'active', ['token.reuse_detected']],
    ['revoke', 'revoked', ['token.reuse_detected', 'token.revoked']],
  ] as const)(
    'with the policy %s leaves the token %s, and acts once',
    async (policy, state, more) => {
      const owner = await makeUser(['devices:read']);
      const { id } = await issueToken(owner, keys, request);
      await rotateToken(owner, keys, { id, overlapMs: 0 });
      for (let round = 0; round < 3; round += 1)
        await noteRetiredSecret(owner, { tokenId: id, version: 1 }, policy);
      expect((await findToken(owner, id)).state).toBe(state);
      expect(await actionsOf(id)).toEqual(['token.issued', 'token.rotated', ...more]);
    },
  );
});
