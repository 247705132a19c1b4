/** Whom somebody sees: themselves, and everybody of a lower level. */
import { type Context, scopeSet } from '@moorgate/auth';
import {
  type Db,
  findRankedUserByUsername,
  findUserLevelById,
  listPermittedApplications,
  listPermittedBeacons,
  listRankedUsers,
  type RankedUserRow,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { levelOf, unlimitedScopes } from './user-level.ts';

/** Somebody with their level. */
export interface RankedUser {
  readonly id: string;
  readonly username: string;
  readonly level: number;
}

/** Whoever asks; the level is that of their credential, which may be worth less than their account. */
export interface Caller extends RankedUser {
  /** The same for the host itself, which has no account. */
  readonly userId: string | null;
}

/** What somebody may do with one beacon. */
export interface BeaconPermission {
  readonly address: string;
  readonly level: number;
}

/** What somebody may do with one application. */
export interface ApplicationPermission {
  readonly name: string;
  readonly level: number;
}

/** What somebody may do with what. */
export interface Permissions {
  readonly beacons: readonly BeaconPermission[];
  readonly applications: readonly ApplicationPermission[];
}

const pageSize = 500;

const rankedUser = ({ id, username, scopes, level }: RankedUserRow): RankedUser => ({
  id,
  username,
  level: levelOf(scopeSet(scopes), level),
});

/** Who asks, with the level that the rights of the credential leave. Throws `credentials_required` for a device. */
export const findCaller = async (ctx: Context, db: Db = ctx.db): Promise<Caller> => {
  const { principal } = ctx;
  const scopes = unlimitedScopes(principal);
  if (principal.kind === 'device') throw fault('credentials_required');
  if (principal.kind === 'system')
    return { id: '', userId: null, username: principal.name, level: levelOf(scopes, null) };
  const { userId, username } = principal;
  return {
    id: userId,
    userId,
    username,
    level: levelOf(scopes, await findUserLevelById(db, userId)),
  };
};

/** Whether one sees the other. */
export const sees = (caller: Caller, other: RankedUser): boolean =>
  caller.userId === other.id || caller.level > other.level;

/** Answers somebody whom the caller sees. Throws `user_not_found`, for everybody else as for nobody. */
export const findVisible = async (
  db: Db,
  caller: Caller,
  username: string,
): Promise<RankedUser> => {
  const row = await findRankedUserByUsername(db, username);
  const user = row === undefined ? null : rankedUser(row);
  if (user === null || !sees(caller, user)) throw fault('user_not_found');
  return user;
};

/** Answers a person of that name, seen or not; null for nobody. */
export const findRanked = async (db: Db, username: string): Promise<RankedUser | null> => {
  const row = await findRankedUserByUsername(db, username);
  return row === undefined ? null : rankedUser(row);
};

/** The names of everybody whom the caller sees: their own first, then the others in order. */
export const listVisibleUsernames = async (ctx: Context): Promise<readonly string[]> => {
  const caller = await findCaller(ctx);
  const names = [caller.username];
  if (caller.level === 0) return names;
  let after: string | null = null;
  for (;;) {
    const rows: readonly RankedUserRow[] = await listRankedUsers(ctx.db, {
      after,
      limit: pageSize,
    });
    const lower = rows.map(rankedUser).filter(({ level }) => level < caller.level);
    names.push(...lower.map(({ username }) => username).filter((name) => name !== caller.username));
    if (rows.length < pageSize) return names;
    after = rows.at(-1)!.username;
  }
};

/** A person whom the caller sees, with what they may do. Throws `user_not_found`. */
export const findVisibleUser = async (
  ctx: Context,
  username: string,
): Promise<RankedUser & Permissions> => {
  const { db } = ctx;
  const user = await findVisible(db, await findCaller(ctx), username);
  const beacons = await listPermittedBeacons(db, user.id);
  const applications = await listPermittedApplications(db, user.id);
  return {
    ...user,
    beacons: beacons.map(({ address, level }) => ({ address, level })),
    applications: applications.map(({ name, level }) => ({ name, level })),
  };
};
