/** Reading the Docker hosts that one may use. */
import { type Context, decodeCursor, type Page, pageOf, requireUnlimited } from '@moorgate/auth';
import { type BeaconConnection, callerIdOf, readConnections } from '@moorgate/beacons';
import { findUsableInstanceByKey, listUsableInstances, type UsableInstanceRow } from '@moorgate/db';
import { fault, toDomainError } from '@moorgate/errors';
import { type DockerHost, resolveDockerHost } from './docker-host.ts';
import { dockerHostId, readDockerHostId } from './docker-host-id.ts';

/** A host as whoever may use it sees it. */
export interface UsableDockerHost extends DockerHost {
  readonly id: string;
  /** Null for none. */
  readonly alias: string | null;
  /** The level of whoever asks on its beacon. */
  readonly level: number;
  readonly canAccessDocker: boolean;
  readonly lastSeenAt: Date;
  /** True for one that its beacon did not name when it was asked last. */
  readonly isStale: boolean;
  /** Of its beacon; null where that is called at its address. */
  readonly connection: BeaconConnection | null;
}

const idOf = (row: UsableInstanceRow): string =>
  dockerHostId({ beaconId: row.beacon_id, address: row.address });

const hostFromRow = (
  row: UsableInstanceRow,
  connections: ReadonlyMap<string, BeaconConnection>,
): UsableDockerHost => ({
  id: idOf(row),
  beaconId: row.beacon_id,
  beaconAddress: row.beacon_address,
  address: row.address,
  name: row.name,
  alias: row.alias,
  level: row.level,
  canAccessDocker: row.can_access_docker,
  lastSeenAt: row.last_seen_at,
  isStale: row.last_seen_at < row.beacon_refreshed_at,
  connection: connections.get(row.beacon_address) ?? null,
});

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const idPattern = /^[A-Za-z0-9_-]{24,1000}$/;

/** Lists the hosts of all beacons that whoever asks may use. Throws `scope_missing` without `docker:read`, and `cursor_invalid`. */
export const listDockerHosts = async (
  ctx: Context,
  request: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<UsableDockerHost>> => {
  requireUnlimited(ctx.principal, ['docker:read']);
  const { cursor, limit } = request;
  const key = cursor === undefined ? null : decodeCursor(cursor, [instantPattern, idPattern]);
  const behind = key === null ? null : readDockerHostId(key[1]!);
  if (key !== null && behind === null) throw fault('cursor_invalid');
  const after = behind === null ? null : { beaconCreatedAt: new Date(key![0]!), ...behind };
  const userId = callerIdOf(ctx);
  const page = { after, limit: limit + 1 };
  const rows = userId === null ? [] : await listUsableInstances(ctx.db, userId, page);
  const begun = new Map(rows.map((row) => [idOf(row), row.beacon_created_at]));
  const addresses = rows.map(({ beacon_address: address }) => address);
  const connections = await readConnections(ctx, addresses);
  const hosts = rows.map((row) => hostFromRow(row, connections));
  return pageOf(hosts, limit, ({ id }) => [begun.get(id)!.toISOString(), id]);
};

/** The host; of one that whoever asks may not use, not even that it is there is told. */
const resolveUsable = async (ctx: Context, text: string): Promise<DockerHost> => {
  try {
    return (await resolveDockerHost(ctx, text)).host;
  } catch (thrown) {
    if (toDomainError(thrown).code === 'beacon_forbidden') throw fault('docker_host_not_found');
    throw thrown;
  }
};

/**
 * Answers one host, by its id, its address or its alias. Throws `scope_missing` without `docker:read`, and
 * `docker_host_not_found` for one that whoever asks may not use, as for none.
 */
export const findDockerHost = async (ctx: Context, text: string): Promise<UsableDockerHost> => {
  requireUnlimited(ctx.principal, ['docker:read']);
  const host = await resolveUsable(ctx, text);
  const userId = callerIdOf(ctx);
  const row = userId === null ? undefined : await findUsableInstanceByKey(ctx.db, userId, host);
  if (row === undefined) throw fault('docker_host_not_found');
  return hostFromRow(row, await readConnections(ctx, [row.beacon_address]));
};
