/** Finding the hosts that a client names, and those that an application has. */
import type { Context } from '@moorgate/auth';
import { callerIdOf } from '@moorgate/beacons';
import {
  type ApplicationInstanceRow,
  findBeaconAliasByName,
  listInstanceHolders,
  type InstanceHolderRow,
  type OperationHostInsert,
} from '@moorgate/db';
import { type DockerHost, resolveDockerHost } from '@moorgate/docker-hosts';
import { fault } from '@moorgate/errors';

/** So many hosts one application may have. */
const hostsMax = 1_000;

/** What tells hosts apart. */
export const hostKey = ({ beacon_id: beaconId, address }: ApplicationInstanceRow): string =>
  `${beaconId} ${address}`;

const rowOf = ({ beaconId, beaconAddress, address, name }: DockerHost): HostRow => ({
  beacon_id: beaconId,
  beacon_address: beaconAddress,
  address,
  name,
});

/** A host as an operation keeps it. */
export type HostRow = Omit<OperationHostInsert, 'role'>;

/**
 * The hosts of these addresses and aliases, each once, in their order. Throws `invalid_request` for too many,
 * `docker_host_not_found`, and `beacon_forbidden` for one behind a beacon that whoever asks may not use.
 */
export const resolveHosts = async (
  ctx: Context,
  texts: readonly string[],
  pointer: string,
): Promise<readonly HostRow[]> => {
  if (texts.length > hostsMax)
    throw fault('invalid_request', {
      issues: [{ pointer, message: `must not be more than ${hostsMax}` }],
    });
  const hosts = new Map<string, HostRow>();
  for (const text of texts) {
    const { host } = await resolveDockerHost(ctx, text);
    const row = rowOf(host);
    if (!hosts.has(hostKey(row))) hosts.set(hostKey(row), row);
  }
  return [...hosts.values()];
};

const best = (holders: readonly InstanceHolderRow[]): InstanceHolderRow =>
  holders.reduce((one, other) => ((other.level ?? -1) > (one.level ?? -1) ? other : one));

/**
 * A host of an application as it is reached now: behind its own beacon, or behind another one that reports its address; as it
 * was where nobody does. Throws `beacon_forbidden` for a beacon that whoever asks may not use.
 */
export const resolveInstance = async (
  ctx: Pick<Context, 'db' | 'principal'>,
  instance: ApplicationInstanceRow,
): Promise<HostRow> => {
  const holders = await listInstanceHolders(ctx.db, instance.address, callerIdOf(ctx));
  const own = holders.filter(({ beacon_id: beaconId }) => beaconId === instance.beacon_id);
  if (holders.length === 0)
    return {
      beacon_id: instance.beacon_id,
      address: instance.address,
      beacon_address: '',
      name: '',
    };
  const holder = best(own.length > 0 ? own : holders);
  if (holder.level === null) throw fault('beacon_forbidden', { detail: holder.address });
  const { beacon_id, beacon_address, address, name } = holder;
  return { beacon_id, beacon_address, address, name };
};

/** All of these, likewise. */
export const resolveInstances = async (
  ctx: Pick<Context, 'db' | 'principal'>,
  instances: readonly ApplicationInstanceRow[],
): Promise<readonly HostRow[]> => {
  const hosts: HostRow[] = [];
  for (const instance of instances) hosts.push(await resolveInstance(ctx, instance));
  return hosts;
};

/** Which of the hosts of an application a text names: by alias, or by address. Throws `invalid_request` for none. */
export const findOwnInstances = async (
  { db }: Pick<Context, 'db'>,
  instances: readonly ApplicationInstanceRow[],
  { text, pointer }: { readonly text: string; readonly pointer: string },
): Promise<readonly ApplicationInstanceRow[]> => {
  const alias = await findBeaconAliasByName(db, text);
  const address = alias?.address ?? text;
  const named = instances.filter((one) => one.address === address);
  const ofBeacon = named.filter((one) => one.beacon_id === alias?.beacon_id);
  const found = ofBeacon.length > 0 ? ofBeacon : named;
  if (found.length > 0) return found;
  throw fault('invalid_request', {
    issues: [{ pointer, message: 'is no instance of the application' }],
  });
};
