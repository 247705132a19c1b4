import { inTransaction, listAuditRecordsByTarget, openDatabase } from '@moorgate/db';
import fc from 'fast-check';
import { usePeople } from '../test-support/use-people.ts';
import { findToken } from './find-token.ts';
import { findTokens, redactTokens, tokenPattern } from './find-tokens.ts';
import { issueToken } from './issue-token.ts';
import { mintToken } from './mint-token.ts';
import { reportLeaks, stripAddress } from './report-leaks.ts';
import { rotateToken } from './rotate-token.ts';
import { drawToken, formatToken } from './token-text.ts';

const { db, operator, clock, keys, contextFrom, makeUser } = usePeople();

const request = { name: 'x', scopes: ['devices:read'] };
const refusedWith = (code: string): unknown => expect.objectContaining({ code });

describe('findTokens', () => {
  test('finds each token wherever it stands, and nothing that has a wrong check', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (noise) => {
        const tokens = noise.slice(1).map(() => formatToken(drawToken('pat')));
        const text = noise.map((part, index) => part + (tokens[index] ?? '')).join('');
        const found = findTokens(text);
        expect(found.map(({ token }) => token)).toEqual(tokens);
        for (const { token, offset } of found)
          expect(text.slice(offset, offset + token.length)).toBe(token);
      }),
    );
    const token = formatToken(drawToken('svc'));
    expect(findTokens(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).toEqual([]);
    expect(findTokens(`mgt_pat_0000000000000_${token}`)).toHaveLength(1);
  });

  test('the published pattern and its example fit', () => {
    expect(findTokens(tokenPattern.example)).toHaveLength(1);
    expect(tokenPattern.example).toMatch(new RegExp(`^${tokenPattern.pattern}$`));
  });

  test('what is redacted has no secret left, and still tells which token it was', () => {
    const token = formatToken(drawToken('pat'));
    const text = redactTokens(`x${token}y`);
    expect(text).not.toContain(token.split('_')[3]);
    expect(text).toContain(token.split('_')[2]);
  });
});

describe('stripAddress', () => {
  test.each([
    ['https://me:secret@host/a/b.txt?token=x#L3-L9', 'https://host/a/b.txt#L3-L9'],
    ['https://host/a#access_token=x', 'https://host/a'],
    ['ftp://host/a', null],
    ['javascript:alert(1)', null],
    ['not an address', null],
  ])('%s becomes %s', (given, expected) => {
    expect(stripAddress(given)).toBe(expected);
  });

  test('cuts a token out of a path', () => {
    const token = formatToken(drawToken('pat'));
    expect(stripAddress(`https://host/${token}/x`)).not.toContain(token.split('_')[3]);
  });
});

describe('reportLeaks', () => {
  test('revokes what leaked, records where, and tells no more than that it was one', async () => {
    const owner = await makeUser(['devices:read']);
    const { id, token } = await issueToken(owner, keys, request);
    const url = 'https://me:pw@host/repo/file?key=1#L7';
    const report = { token, url, source: 'commit' };
    expect(await reportLeaks(operator(), { keys }, [report])).toEqual(['true_positive']);
    await expect(contextFrom(token)).rejects.toEqual(refusedWith('credentials_invalid'));
    expect(await findToken(owner, id)).toMatchObject({ state: 'revoked', revokeReason: 'leaked' });
    expect(await reportLeaks(operator(), { keys }, [report])).toEqual(['true_positive']);
    const records = await listAuditRecordsByTarget(db(), { kind: 'token', id });
    expect(records.map(({ action }) => action)).toEqual([
      'token.issued',
      'token.leak_reported',
      'token.revoked',
    ]);
    expect(records[1]?.after).toMatchObject({ url: 'https://host/repo/file#L7', source: 'commit' });
    expect(JSON.stringify(records)).not.toContain(token.split('_')[3]);
  });

  test('ends a session that leaked', async () => {
    const { principal } = await makeUser();
    const draft = {
      kind: 'ses',
      ownerId: principal.userId,
      name: 'session',
      scopes: [],
      parentId: null,
      createdAt: clock.now(),
      expiresAt: new Date(clock.now().getTime() + 60_000),
    } as const;
    const { text } = await inTransaction(db(), (trx) =>
      mintToken(trx, operator(), { keys, draft }),
    );
    await expect(contextFrom(text)).resolves.toBeDefined();
    expect(await reportLeaks(operator(), { keys }, [{ token: text }])).toEqual(['true_positive']);
    await expect(contextFrom(text)).rejects.toEqual(refusedWith('credentials_invalid'));
  });

  test('believes nobody who knows the id alone', async () => {
    const owner = await makeUser(['devices:read']);
    const { id, token } = await issueToken(owner, keys, request);
    const forged = formatToken({ ...drawToken('pat'), id });
    const unknown = formatToken(drawToken('pat'));
    const texts = [forged, unknown, `${token}x`, token.replace('_pat_', '_svc_'), ''];
    const reports = texts.map((text) => ({ token: text }));
    expect(await reportLeaks(operator(), { keys }, reports)).toEqual(
      texts.map(() => 'false_positive'),
    );
    await expect(contextFrom(token)).resolves.toBeDefined();
  });

  test('leaves a token alone whose old secret leaked, and writes it down', async () => {
    const owner = await makeUser(['devices:read']);
    const { id, token } = await issueToken(owner, keys, request);
    const rotated = await rotateToken(owner, keys, { id, overlapMs: 0 });
    expect(await reportLeaks(operator(), { keys }, [{ token }])).toEqual(['true_positive']);
    await expect(contextFrom(rotated.token)).resolves.toBeDefined();
    const records = await listAuditRecordsByTarget(db(), { kind: 'token', id });
    expect(records.at(-1)).toMatchObject({ action: 'token.leak_reported' });
  });

  test('asks the store nothing about texts with a wrong check', async () => {
    const unreachable = openDatabase({ url: 'postgres://127.0.0.1:1/x', applicationName: 'test' });
    const ctx = { ...operator(), db: unreachable };
    const noise = Array.from({ length: 100 }, (_, index) => ({ token: `mgt_pat_${index}` }));
    const verdicts = await reportLeaks(ctx, { keys }, noise);
    expect(new Set(verdicts)).toEqual(new Set(['false_positive']));
    await expect(reportLeaks(ctx, { keys }, [...noise, ...noise])).rejects.toEqual(
      refusedWith('invalid_request'),
    );
    await unreachable.destroy();
  });
});
