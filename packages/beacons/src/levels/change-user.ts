/** Changing people by their levels: whoever is above changes, and nobody gives more than they have. */
import {
  type Announce,
  commitChange,
  type Context,
  createUser,
  deactivateUser,
  keepAdministrator,
  type PasswordPolicy,
  prepareOwnPassword,
  type PreparedPassword,
  preparePasswordReset,
  recordAudit,
  replaceScopes,
  requireUnlimited,
  withDb,
} from '@moorgate/auth';
import {
  findUserLevelById,
  lockActiveUserByUsername,
  type Trx,
  upsertUserLevel,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { changePermissions, type WantedPermission } from './change-permissions.ts';
import { leveledKinds } from './leveled-kinds.ts';
import type { LeveledKind } from './leveled-kind.ts';
import { scopesAtLevel, scopesByLevel, userLevelMax } from './user-level.ts';
import { type Caller, findCaller, findVisible, type RankedUser } from './visible-users.ts';

/** What somebody shall be allowed to do, by the kind of thing. */
export type WantedPermissions = Readonly<Record<LeveledKind['kind'], readonly WantedPermission[]>>;

/** What of somebody shall be otherwise; what is left out stays. */
export interface UserChange {
  readonly username: string;
  readonly level?: number | undefined;
  readonly password?: string | undefined;
  readonly permissions: WantedPermissions;
  /** Leaves what they owned without an owner, if whoever asks has level 1. */
  readonly isForced: boolean;
}

/** Names that stand for something else in paths. */
const reservedNames: readonly string[] = ['list', 'create'];

/**
 * Creates a user of level 0, who may connect and use beacons. Throws `user_level_too_low` below level 1, `invalid_request`,
 * `scope_not_held` and `user_exists`.
 */
export const createRankedUser = async (
  ctx: Context,
  request: { readonly username: string; readonly password: string },
  policy: PasswordPolicy,
): Promise<void> => {
  if ((await findCaller(ctx)).level < 1) throw fault('user_level_too_low');
  if (reservedNames.includes(request.username)) {
    const issues = [{ pointer: '/username', message: 'is reserved' }];
    throw fault('invalid_request', { issues });
  }
  await createUser(ctx, { ...request, scopes: scopesByLevel[0]! }, policy);
};

/**
 * Changes the level, the password and what may be done with beacons and applications of whoever asks, or of somebody of a
 * lower level; all of it or nothing. With a level come its rights. Another password ends the sessions, but for the one that asks; one’s own is
 * changed within fifteen minutes of the login. Throws `user_not_found` for everybody above, `user_level_too_low` for a level
 * above one’s own, `scope_missing`, `scope_not_held`, `beacon_forbidden`, `beacon_owner_last`, `application_forbidden`, `application_owner_last`, `invalid_request`,
 * `session_required`, `session_not_fresh`, `password_wrong`, `password_expired` where anything but that has to wait,
 * `last_administrator` and `committed_unconfirmed`.
 */
export const changeRankedUser = async (
  ctx: Context,
  request: UserChange,
  policy: PasswordPolicy,
): Promise<void> => {
  requireUnrestricted(ctx, request);
  const caller = await findCaller(ctx);
  const user = await findVisible(ctx.db, caller, request.username);
  requireLevel(caller, request.level);
  const storePassword = await prepare(ctx, caller, { request, policy });
  await commitChange(ctx, (trx, announce) =>
    keepAdministrator(trx, async () => {
      const row = await lockActiveUserByUsername(trx, request.username);
      if (row?.id !== user.id) throw fault('user_not_found');
      // Both may have another level by now.
      const present = await findCaller(withDb(ctx, trx), trx);
      const parties = { caller: present, user: await findVisible(trx, present, row.username) };
      requireLevel(present, request.level);
      await change(trx, ctx, { ...parties, ...request, announce });
      await storePassword?.(trx, announce);
    }),
  );
};

/** Whoever has to change their password first changes that, and nothing else. */
const requireUnrestricted = ({ principal }: Context, request: UserChange): void => {
  const restriction = principal.kind === 'user' ? (principal.restriction ?? null) : null;
  if (restriction === null) return;
  const { username, level, permissions } = request;
  const isOwn = principal.kind === 'user' && principal.username === username;
  const hasOthers = leveledKinds.some(({ kind }) => permissions[kind].length > 0);
  if (!isOwn || level !== undefined || hasOthers) throw fault(restriction);
};

const requireLevel = (caller: Caller, level: number | undefined): void => {
  if (level === undefined) return;
  if (level < 0 || level > userLevelMax) {
    const issues = [{ pointer: '/AuthLevel', message: `must be 0 to ${userLevelMax}` }];
    throw fault('invalid_request', { issues });
  }
  if (level > caller.level) throw fault('user_level_too_low');
};

const prepare = (
  ctx: Context,
  caller: Caller,
  { request, policy }: { readonly request: UserChange; readonly policy: PasswordPolicy },
): Promise<PreparedPassword> | null => {
  const { username, password } = request;
  if (password === undefined) return null;
  return caller.username === username
    ? prepareOwnPassword(ctx, password, policy)
    : preparePasswordReset(ctx, { username, password }, policy);
};

const change = async (
  trx: Trx,
  ctx: Context,
  wanted: UserChange & {
    readonly caller: Caller;
    readonly user: RankedUser;
    readonly announce: Announce;
  },
): Promise<void> => {
  const { caller, user, level, isForced, permissions, announce } = wanted;
  if (level !== undefined) await changeLevel(trx, ctx, { user, level, announce });
  for (const kind of leveledKinds)
    await changePermissions(trx, ctx, {
      ...{ caller, user, isForced, kind },
      wanted: permissions[kind.kind],
    });
};

const changeLevel = async (
  trx: Trx,
  ctx: Context,
  request: { readonly user: RankedUser; readonly level: number; readonly announce: Announce },
): Promise<void> => {
  const { user, level, announce } = request;
  const { username, id } = user;
  const before = await findUserLevelById(trx, id);
  if (before === level && user.level === level) return;
  const row = await lockActiveUserByUsername(trx, username);
  if (row === undefined) throw fault('user_not_found');
  await upsertUserLevel(trx, id, level);
  await replaceScopes(trx, ctx, { username, scopes: scopesAtLevel(row.scopes, level) });
  await recordAudit(trx, ctx, {
    action: 'user.level_changed',
    targetKind: 'user',
    targetId: id,
    before: { level: before },
    after: { level },
  });
  announce({ kind: 'user', userId: id });
};

/**
 * Deactivates somebody of a lower level. Throws `scope_missing` without `users:delete`, `user_not_found`, `user_is_self`,
 * `scope_not_held`, `last_administrator` and `committed_unconfirmed`.
 */
export const deleteRankedUser = async (ctx: Context, username: string): Promise<void> => {
  const user = await findVisible(ctx.db, await findCaller(ctx), username);
  requireUnlimited(ctx.principal, ['users:delete']);
  await deactivateUser(ctx, user.username);
};
