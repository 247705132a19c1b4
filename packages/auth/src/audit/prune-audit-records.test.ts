import { Readable } from 'node:stream';
import { useAudit } from '../test-support/use-audit.ts';
import { makeAuditCheckpoint } from './make-audit-checkpoint.ts';
import { type PrunedBatch, pruneAuditRecords } from './prune-audit-records.ts';
import { verifyAuditChain } from './verify-audit-chain.ts';

const { ctx, clock, keys, asAdmin, asOwner, write, seal } = useAudit();

const daysMs = (days: number): number => days * 86_400_000;
const prune = (days: number) => pruneAuditRecords(ctx(), keys, days);
const pruneAll = async (days: number): Promise<number> => {
  const { pruned, hasMore } = (await prune(days)) as PrunedBatch;
  return hasMore ? pruned + (await pruneAll(days)) : pruned;
};
const check = () => verifyAuditChain(ctx(), { keys });

test('deletes what is older, keeps the rest provable, and says that it did', async () => {
  await write(6);
  await seal();
  const before = await makeAuditCheckpoint(ctx(), keys);
  clock.advance(daysMs(40));
  await write(2);
  await seal();
  expect(await pruneAll(40)).toBe(0);
  clock.advance(1);
  expect(await pruneAll(40)).toBe(7);
  await seal();
  expect(await check()).toMatchObject({
    cutPosition: 7,
    headPosition: 10,
    unsealed: 0,
    findings: [],
  });
  const { checkpointsBeforeCut } = await verifyAuditChain(ctx(), {
    keys,
    checkpoints: Readable.from([before]),
  });
  expect(checkpointsBeforeCut).toBe(1);
  const records = await asOwner(`select after from audit_records where action = 'audit.pruned'`);
  expect(records).toEqual([{ after: { firstPosition: 8, pruned: 7, retentionDays: 40 } }]);
});

test('cuts again behind the last cut, and never takes the last record', async () => {
  await write(3);
  await seal();
  clock.advance(daysMs(50));
  expect(await pruneAll(30)).toBe(2);
  await seal();
  clock.advance(daysMs(50));
  expect(await pruneAll(30)).toBe(1);
  expect(await check()).toMatchObject({ cutPosition: 3, headPosition: 4, findings: [] });
});

test('keeps a month, whatever the setting says', async () => {
  await write(3);
  await seal();
  clock.advance(daysMs(29));
  expect(await pruneAll(1)).toBe(0);
});

test('deletes nothing of a piece that was tampered with, and says why', async () => {
  await write(5);
  await seal();
  await asOwner(`update audit_records set action = 'x' where id = 2`);
  clock.advance(daysMs(50));
  expect(await prune(30)).toEqual({ sentence: 'position 2: the record 2 or its seal was changed' });
  expect((await check()).findings).toHaveLength(1);
});

test('the check finds a cut that was taken away, and more that was removed behind one', async () => {
  await write(6);
  await seal();
  clock.advance(daysMs(50));
  await write(3);
  await seal();
  await pruneAll(30);
  await asOwner(
    'delete from audit_records where id in (7, 8); delete from audit_seals where position in (7, 8)',
  );
  expect((await check()).findings.map(({ sentence }) => sentence)).toEqual([
    'positions 7 to 8: their seals were removed',
  ]);
  await asOwner(`delete from audit_checkpoints where kind = 'cut'`);
  expect((await check()).findings[0]!.sentence).toBe('positions 1 to 8: their seals were removed');
});

test('the admin side prunes nothing by itself that is young, or without a checkpoint', async () => {
  await write(3);
  await seal();
  const execute = () => asAdmin(`select prune_audit_records(2)`);
  await expect(execute()).rejects.toThrow('a cut needs its checkpoint');
  await asOwner(`insert into audit_checkpoints (kind, position, hash, count, at, key_version, signature)
    select 'cut', position, hash, 0, now(), 1, 'x' from audit_seals`);
  await asOwner('update audit_records set at = now()');
  await expect(execute()).rejects.toThrow('records of the last 30 days stay');
  await asOwner(`update audit_records set at = now() - interval '31 days'`);
  await expect(asAdmin('select prune_audit_records(3)')).rejects.toThrow(
    'the head of the chain stays',
  );
  await expect(execute()).resolves.toBeDefined();
});
