/** Finding the beacon that a client means, by its address or its alias. */
import { type Context, principalName } from '@moorgate/auth';
import {
  type BeaconRow,
  type Db,
  findBeaconAliasByName,
  findBeaconByAddress,
  findBeaconLevelByUser,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { normalAddress } from './address.ts';

/** A beacon with the level of whoever asks; null for none. */
export interface ResolvedBeacon {
  readonly beacon: BeaconRow;
  readonly level: number | null;
}

/** The id of whoever asks; null for the host itself. */
export const callerIdOf = ({ principal }: Pick<Context, 'principal'>): string | null =>
  principal.kind === 'user' ? principal.userId : null;

const find = async (db: Db, text: string): Promise<BeaconRow | undefined> => {
  const beacon = await findBeaconByAddress(db, normalAddress(text));
  if (beacon !== undefined) return beacon;
  const alias = await findBeaconAliasByName(db, text);
  return alias === undefined ? undefined : findBeaconByAddress(db, alias.address);
};

/** The beacon of this address or alias, which are never the same; null for none. */
export const resolveBeacon = async (ctx: Context, text: string): Promise<ResolvedBeacon | null> => {
  const beacon = await find(ctx.db, text);
  if (beacon === undefined) return null;
  const userId = callerIdOf(ctx);
  const isOwn = userId !== null;
  const level = isOwn ? await findBeaconLevelByUser(ctx.db, { beaconId: beacon.id, userId }) : null;
  return { beacon, level };
};

/** The beacon, if whoever asks may change it. Throws `beacon_not_found` and `beacon_forbidden`. */
export const requireChangeable = async (ctx: Context, text: string): Promise<BeaconRow> => {
  const resolved = await resolveBeacon(ctx, text);
  if (resolved === null) throw fault('beacon_not_found');
  if ((resolved.level ?? -1) < 1)
    throw fault('beacon_forbidden', {
      detail: `${principalName(ctx.principal)} may not change it`,
    });
  return resolved.beacon;
};
