import { Readable } from 'node:stream';
import { inTransaction } from '@moorgate/db';
import { useAudit } from '../test-support/use-audit.ts';
import { drawAuditKeys } from './audit-keys.ts';
import { type AuditCheckpoint, formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { listCheckpoints, makeAuditCheckpoint } from './make-audit-checkpoint.ts';
import { recordAudit } from './record-audit.ts';
import { sealAuditRecords } from './seal-audit-records.ts';
import { type AuditChainReport, verifyAuditChain } from './verify-audit-chain.ts';

const { db, ctx, clock, keys, asOwner, write, seal } = useAudit();

const check = (checkpoints: readonly AuditCheckpoint[] = []): Promise<AuditChainReport> =>
  verifyAuditChain(ctx(), {
    keys,
    checkpoints: Readable.from(checkpoints),
  });

const found = async (checkpoints: readonly AuditCheckpoint[] = []): Promise<string[]> =>
  (await check(checkpoints)).findings.map(({ kind, position }) => `${kind} ${position}`);

describe('sealing', () => {
  test('gives each record a position without a gap, and the whole is proved', async () => {
    await write(3);
    expect(await check()).toMatchObject({ headPosition: 0, unsealed: 3, findingsCount: 0 });
    await seal();
    await write(2);
    await seal();
    const report = await check();
    expect(report).toMatchObject({ headPosition: 5, unsealed: 0, findings: [] });
    const seals = await asOwner('select position, record_id from audit_seals order by position');
    expect(seals).toEqual(
      [1, 2, 3, 4, 5].map((one) => ({ position: String(one), record_id: String(one) })),
    );
  });

  test('a record that commits late, with an earlier id, gets a later position', async () => {
    const begun = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const late = inTransaction(db(), async (trx) => {
      await recordAudit(trx, ctx(), { action: 'late', targetKind: 'thing', targetId: 'late' });
      begun.resolve();
      await go.promise;
    });
    await begun.promise;
    await write(2);
    await seal();
    go.resolve();
    await late;
    await seal();
    const seals = await asOwner('select record_id::int from audit_seals order by position');
    expect(seals).toEqual([{ record_id: 2 }, { record_id: 3 }, { record_id: 1 }]);
    expect(await found()).toEqual([]);
  });

  test('is done by one process at a time, and each position is given once', async () => {
    await write(30);
    await Promise.all(Array.from({ length: 8 }, () => sealAuditRecords(ctx(), keys)));
    await seal();
    expect(await check()).toMatchObject({ headPosition: 30, unsealed: 0, findings: [] });
  });

  test('goes on with a new version of the key, and needs the old one for the check', async () => {
    await write(1);
    await seal();
    const next = drawAuditKeys().chain.keys.get(1)!;
    const both = {
      ...keys,
      chain: { currentVersion: 2, keys: new Map([...keys.chain.keys, [2, next]]) },
    };
    await write(1);
    await sealAuditRecords(ctx(), both);
    expect((await verifyAuditChain(ctx(), { keys: both })).findings).toEqual([]);
    expect(await found()).toEqual(['key_missing 2']);
  });

  test('the admin side changes and deletes nothing that is written', async () => {
    await write(1);
    await seal();
    for (const table of ['audit_records', 'audit_seals', 'audit_checkpoints'] as const)
      await expect(db().deleteFrom(table).execute()).rejects.toThrow('permission denied');
    await expect(db().updateTable('audit_seals').set({ position: 7 }).execute()).rejects.toThrow(
      'permission denied',
    );
  });
});

describe('the check finds', () => {
  beforeEach(async () => {
    await write(10);
    await seal();
  });

  test.each([
    ['another action', `update audit_records set action = 'x' where id = 4`],
    [
      'another time, by a microsecond',
      `update audit_records set at = at + interval '1 microsecond' where id = 4`,
    ],
    ['another actor', `update audit_records set actor_id = 'x' where id = 4`],
    ['another address', `update audit_records set address = null where id = 4`],
    [
      'another value before',
      `update audit_records set before = jsonb_set(before, '{nested,a}', '1') where id = 4`,
    ],
    ['a value removed', `update audit_records set after = null where id = 4`],
    ['another time of the seal', `update audit_seals set sealed_at = now() where position = 4`],
  ])('%s', async (_title, statement) => {
    await asOwner(statement);
    expect(await found()).toEqual(['record_changed 4']);
  });

  test('a removed record, and a removed record with its seal', async () => {
    await asOwner('delete from audit_records where id = 4');
    expect(await found()).toEqual(['record_missing 4']);
    await asOwner('delete from audit_seals where position = 4');
    expect(await found()).toEqual(['seal_missing 4']);
    await asOwner('delete from audit_seals where position in (1, 2)');
    expect(await found()).toEqual([
      'seal_missing 1',
      'seal_missing 4',
      'record_inserted null',
      'record_inserted null',
    ]);
  });

  test('a removed record although the positions were closed up', async () => {
    await asOwner('delete from audit_records where id = 4');
    await asOwner('delete from audit_seals where position = 4');
    for (let position = 5; position <= 10; position += 1)
      await asOwner(
        `update audit_seals set position = ${position - 1} where position = ${position}`,
      );
    expect((await found())[0]).toBe('record_changed 4');
  });

  test('two records that changed places', async () => {
    await asOwner(`update audit_seals set record_id = -1 where position = 3;
      update audit_seals set record_id = 3 where position = 7;
      update audit_seals set record_id = 7 where position = 3`);
    const { findings } = await check();
    expect(findings.map(({ sentence }) => sentence)).toEqual([
      'position 3: the record 7 stands where the record 3 was sealed',
      'position 7: the record 3 stands where the record 7 was sealed',
    ]);
  });

  test('a record that was put in beside the chain, and one that was sealed without the key', async () => {
    await write(1);
    await asOwner('delete from audit_unsealed');
    expect(await found()).toEqual(['record_inserted null']);
    await asOwner(`insert into audit_seals
      select 11, 11, sealed_at, key_version, sha256('guess') from audit_seals where position = 10`);
    expect(await found()).toEqual(['record_changed 11']);
  });

  test('a record that was removed before it was sealed', async () => {
    await write(1);
    await asOwner('delete from audit_records where id = 11');
    expect(await found()).toEqual(['waiting_wrong null']);
    await write(1);
    await seal();
    expect(await check()).toMatchObject({ headPosition: 11, unsealed: 1, findingsCount: 1 });
  });

  test('an end that was cut off, by a checkpoint kept elsewhere', async () => {
    const checkpoint = await makeAuditCheckpoint(ctx(), keys);
    expect(checkpoint).toMatchObject({ position: 11, count: 11 });
    expect(await found([checkpoint])).toEqual([]);
    await asOwner(
      'delete from audit_records where id > 6; delete from audit_seals where position > 6',
    );
    expect(await found()).toEqual(['cut_off 10', 'cut_off 11']);
    await asOwner('delete from audit_checkpoints');
    expect(await found()).toEqual([]);
    const kept = parseCheckpoint(formatCheckpoint(checkpoint))!;
    expect(await found([kept])).toEqual(['cut_off 11']);
    await write(6);
    await seal();
    expect(await found([kept])).toEqual(['checkpoint_differs 11']);
  });

  test('a checkpoint that was not signed here', async () => {
    const checkpoint = await makeAuditCheckpoint(ctx(), keys);
    expect(await found([{ ...checkpoint, position: 3 }])).toEqual(['checkpoint_unsigned 3']);
    const other = { ...keys, signing: drawAuditKeys().signing };
    await makeAuditCheckpoint(ctx(), other);
    expect(await found()).toEqual(['checkpoint_unsigned 12']);
  });

  test('a beginning that was cut off with an ordinary checkpoint in the place of one of a cut', async () => {
    const { position, hash, signature } = await makeAuditCheckpoint(ctx(), keys);
    await asOwner(`insert into audit_checkpoints (kind, position, hash, count, at, key_version, signature)
      values ('cut', ${position}, '\\x${hash.toString('hex')}', 11, '${clock.now().toISOString()}', 1,
        '\\x${signature.toString('hex')}')`);
    expect(await found()).toContain('checkpoint_unsigned 11');
  });

  test('everything, of a chain that was written with other keys', async () => {
    const { findingsCount, findings } = await verifyAuditChain(ctx(), {
      keys: { ...keys, chain: drawAuditKeys().chain },
    });
    expect([findingsCount, findings[0]?.kind]).toEqual([10, 'record_changed']);
  });
});

describe('checkpoints', () => {
  test('are made after so many records, and after so long if there is anything new', async () => {
    const terms = { everyRecords: 3, everyMs: 60_000 };
    const tick = () => sealAuditRecords(ctx(), keys, terms);
    const made = async (): Promise<number[]> =>
      (await listCheckpoints(ctx(), { limit: 10 })).items.map(({ position }) => position);
    await tick();
    expect(await made()).toEqual([]);
    await write(1);
    await tick();
    await write(2);
    await tick();
    expect(await made()).toEqual([1]);
    await write(1);
    await tick();
    expect(await made()).toEqual([4, 1]);
    await write(1);
    await tick();
    clock.advance(60_000);
    await tick();
    await tick();
    expect(await made()).toEqual([5, 4, 1]);
  });

  test('are listed by pages, newest first', async () => {
    for (let count = 0; count < 3; count += 1) await makeAuditCheckpoint(ctx(), keys);
    const first = await listCheckpoints(ctx(), { limit: 2 });
    const last = await listCheckpoints(ctx(), { limit: 2, cursor: first.nextCursor! });
    expect([...first.items, ...last.items].map(({ id }) => id)).toEqual([3, 2, 1]);
    expect(last.nextCursor).toBeNull();
  });

  test('on demand need audit:create without a limit to groups', async () => {
    const principal = {
      kind: 'user',
      userId: 'u',
      username: 'u',
      scopes: new Set(['audit:create', 'audit:read'] as const),
      grants: [
        { scopes: new Set(['audit:create', 'audit:read'] as const), groups: new Set(['a']) },
      ],
      credential: { kind: 'token', tokenId: 't' },
    } as const;
    const limited = { ...ctx(), principal };
    await expect(makeAuditCheckpoint(limited, keys)).rejects.toMatchObject({
      code: 'scope_missing',
    });
    await expect(listCheckpoints(limited, { limit: 1 })).rejects.toMatchObject({
      code: 'scope_missing',
    });
  });
});
