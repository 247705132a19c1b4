/** What administrators see of beacons, whoever owns them, and deleting one. */
import {
  type Context,
  decodeCursor,
  type Page,
  pageOf,
  recordAudit,
  requireUnlimited,
} from '@moorgate/auth';
import {
  type BeaconRow,
  deleteBeacon as deleteBeaconRow,
  findBeaconById,
  inTransaction,
  listBeaconAliases,
  listBeaconPermissions,
  listBeacons as listBeaconRows,
  lockBeaconById,
  lockBeaconNames,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type BeaconConnection, readConnections } from './connections.ts';
import { type BeaconInstance, readInstances } from './list-beacons.ts';

/** A beacon, without its token. */
export interface Beacon {
  readonly id: string;
  readonly address: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  /** When it last told which instances it has. */
  readonly refreshedAt: Date;
  /** Null for one that is called at its address. */
  readonly connection: BeaconConnection | null;
}

/** A beacon with all that belongs to it. */
export interface BeaconDetails extends Beacon {
  /** Null for one that is known by its address alone. */
  readonly alias: string | null;
  readonly instances: readonly BeaconInstance[];
  /** Who may use it, in the order of their names. */
  readonly permissions: readonly { readonly username: string; readonly level: number }[];
}

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const beaconFromRow = (
  row: BeaconRow,
  connections: ReadonlyMap<string, BeaconConnection>,
): Beacon => ({
  id: row.id,
  address: row.address,
  createdAt: row.created_at,
  createdBy: row.created_by,
  refreshedAt: row.refreshed_at,
  connection: connections.get(row.address) ?? null,
});

/** Lists all beacons, oldest first. Throws `scope_missing` without `beacons:read`, and `cursor_invalid`. */
export const listBeacons = async (
  ctx: Context,
  request: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<Beacon>> => {
  requireUnlimited(ctx.principal, ['beacons:read']);
  const { cursor, limit } = request;
  const key = cursor === undefined ? null : decodeCursor(cursor, [instantPattern, uuidPattern]);
  const after = key === null ? null : { createdAt: new Date(key[0]!), id: key[1]! };
  const rows = await listBeaconRows(ctx.db, { after, limit: limit + 1 });
  const addresses = rows.map(({ address }) => address);
  const connections = await readConnections(ctx, addresses);
  const beacons = rows.map((row) => beaconFromRow(row, connections));
  return pageOf(beacons, limit, ({ createdAt, id }) => [createdAt.toISOString(), id]);
};

/** Answers one beacon. Throws `scope_missing` without `beacons:read`, and `beacon_not_found`. */
export const findBeacon = async (ctx: Context, id: string): Promise<BeaconDetails> => {
  requireUnlimited(ctx.principal, ['beacons:read']);
  const row = await findBeaconById(ctx.db, id);
  if (row === undefined) throw fault('beacon_not_found');
  const beacon = beaconFromRow(row, await readConnections(ctx, [row.address]));
  const aliases = await listBeaconAliases(ctx.db, id);
  const permissions = await listBeaconPermissions(ctx.db, id);
  return {
    ...beacon,
    alias: aliases.find(({ address }) => address === row.address)?.alias ?? null,
    instances: await readInstances(ctx, beacon),
    permissions: permissions.map(({ username, level }) => ({ username, level })),
  };
};

/**
 * Deletes a beacon with its token, its instances, their aliases and who may use it, whoever owns it. Throws `scope_missing`
 * without `beacons:delete`, and `beacon_not_found`.
 */
export const deleteBeacon = async (ctx: Context, id: string): Promise<void> => {
  requireUnlimited(ctx.principal, ['beacons:delete']);
  await inTransaction(ctx.db, async (trx) => {
    await lockBeaconNames(trx);
    const beacon = await lockBeaconById(trx, id);
    if (beacon === undefined) throw fault('beacon_not_found');
    const permissions = await listBeaconPermissions(trx, id);
    await deleteBeaconRow(trx, id);
    await recordAudit(trx, ctx, {
      action: 'beacon.deleted',
      targetKind: 'beacon',
      targetId: id,
      before: {
        address: beacon.address,
        levels: Object.fromEntries(permissions.map(({ username, level }) => [username, level])),
      },
    });
  });
};
