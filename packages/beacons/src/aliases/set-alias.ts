/** Giving an address a name. */
import { type Context, recordAudit, requireUnlimited, withDb } from '@moorgate/auth';
import {
  type BeaconAliasRow,
  findBeaconAliasByName,
  findBeaconByAddress,
  findBeaconLevelByUser,
  inTransaction,
  listAddressHolders,
  lockBeaconNames,
  type Trx,
  upsertBeaconAlias,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { normalAddress } from '../address.ts';
import { callerIdOf } from '../resolve-beacon.ts';
import { type AliasTexts, checkAlias, checkAliasedAddress, orient } from './alias-text.ts';

/**
 * Gives a beacon, an instance, or an address that nobody registered, an alias; whatever it meant before, it means that
 * address now, and of several aliases of one address the last is shown. The address of a beacon or an instance needs level 1
 * on that beacon, and so does an alias that means one already; one of an address that nobody registered belongs to whoever
 * set it. Throws `scope_missing` without `beacons:manage`, `beacon_alias_empty`, `invalid_request`, `beacon_forbidden`, and
 * `beacon_alias_taken` for a text that is the address of another beacon.
 */
export const setAlias = async (ctx: Context, texts: AliasTexts): Promise<void> => {
  requireUnlimited(ctx.principal, ['beacons:manage']);
  if (texts.inBody === '') throw fault('beacon_alias_empty');
  await inTransaction(ctx.db, async (trx) => {
    await lockBeaconNames(trx);
    const inPath = normalAddress(texts.inPath);
    const isKnown = (await listAddressHolders(trx, inPath, null)).length > 0;
    const { alias, address } = orient(texts, isKnown);
    await set(trx, withDb(ctx, trx), { alias, address: normalAddress(address) });
  });
};

const set = async (
  trx: Trx,
  ctx: Context,
  { alias, address }: { readonly alias: string; readonly address: string },
): Promise<void> => {
  checkAlias(alias, '/body');
  checkAliasedAddress(address);
  const namesake = await findBeaconByAddress(trx, normalAddress(alias));
  if (namesake !== undefined) throw fault('beacon_alias_taken');
  const beaconId = await findChangeableHolder(ctx, address);
  const before = await findBeaconAliasByName(trx, alias);
  if (before !== undefined) await requireOwnAlias(ctx, before);
  const setBy = callerIdOf(ctx);
  await upsertBeaconAlias(trx, { alias, address, beaconId, setBy, at: ctx.clock.now() });
  await recordAudit(trx, ctx, {
    action: 'beacon_alias.set',
    targetKind: 'beacon_alias',
    targetId: alias,
    ...(before === undefined ? {} : { before: { address: before.address } }),
    after: { address, beaconId },
  });
};

/** The beacon that the alias belongs to; null for an address that nobody registered. Throws `beacon_forbidden`. */
const findChangeableHolder = async (ctx: Context, address: string): Promise<string | null> => {
  const holders = await listAddressHolders(ctx.db, address, callerIdOf(ctx));
  if (holders.length === 0) return null;
  const holder = holders.find(({ level }) => (level ?? -1) >= 1);
  if (holder === undefined) throw fault('beacon_forbidden');
  return holder.beacon_id;
};

/** Passes where whoever asks may give the alias another meaning. Throws `beacon_forbidden`. */
const requireOwnAlias = async (ctx: Context, alias: BeaconAliasRow): Promise<void> => {
  const userId = callerIdOf(ctx);
  const { beacon_id: beaconId, set_by: setBy } = alias;
  if (userId === null) return;
  const level =
    beaconId === null ? null : await findBeaconLevelByUser(ctx.db, { beaconId, userId });
  const isOwn = beaconId === null ? setBy === null || setBy === userId : (level ?? -1) >= 1;
  if (!isOwn) throw fault('beacon_forbidden');
};
