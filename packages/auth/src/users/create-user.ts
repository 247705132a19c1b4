/** Creating users, the first administrator among them. */
import { randomUUID } from 'node:crypto';
import { countUsers, inTransaction, insertUser, type Trx } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';
import { createSuggestedRoles } from '../roles/create-role.ts';
import { allScopes, type Scope } from '../scopes/catalogue.ts';
import { listScopes, scopeSet } from '../scopes/scope-set.ts';
import { hashPassword } from './password-hash.ts';
import { drawPassword } from './draw-password.ts';
import {
  checkNewPassword,
  defaultPasswordPolicy,
  isTemporaryUnder,
  type PasswordPolicy,
} from './password-policy.ts';
import { checkUsername, parseScopes, requireHeld, type User } from './user.ts';

/** Who shall exist. */
export interface UserRequest {
  readonly username: string;
  /** Without one the user cannot log in, and has only the tokens that an operator makes on the host. */
  readonly password?: string;
  readonly scopes: readonly string[];
}

/**
 * Creates a user. While passwords have an age, theirs is good for nothing but choosing another one. Throws
 * `invalid_request` for a name, password or scope that breaks its rule, `scope_not_held` for a scope
 * that whoever asks lacks, and `user_exists`, also when the account of that name was deactivated.
 */
export const createUser = async (
  ctx: Context,
  request: UserRequest,
  policy: PasswordPolicy = defaultPasswordPolicy,
): Promise<User> => {
  checkUsername(request.username);
  const scopes = parseScopes(request.scopes);
  requireHeld(ctx.principal, scopes);
  if (request.password !== undefined) await checkNewPassword(request.password, policy);
  const passwordHash =
    request.password === undefined ? null : await hashPassword(request.password, ctx.address);
  const passwordIsTemporary = passwordHash !== null && isTemporaryUnder(policy);
  return inTransaction(ctx.db, async (trx) => {
    const { username } = request;
    const user = await insert(trx, ctx, { username, passwordHash, passwordIsTemporary, scopes });
    if (user === null)
      throw fault('user_exists', {
        detail: 'The name is taken. That of a deactivated account stays so; it can be reactivated.',
      });
    return user;
  });
};

const insert = async (
  trx: Trx,
  ctx: Context,
  draft: {
    readonly username: string;
    readonly passwordHash: string | null;
    readonly passwordIsTemporary: boolean;
    readonly scopes: readonly Scope[];
  },
): Promise<User | null> => {
  const { username, passwordHash, scopes } = draft;
  const createdAt = ctx.clock.now();
  const createdBy = principalName(ctx.principal);
  const id = randomUUID();
  if (!(await insertUser(trx, { ...draft, id, createdAt, createdBy }))) return null;
  await recordAudit(trx, ctx, {
    action: 'user.created',
    targetKind: 'user',
    targetId: id,
    after: { username, scopes, hasPassword: passwordHash !== null },
  });
  return {
    id,
    username,
    scopes,
    roles: [],
    createdAt,
    createdBy,
    passwordChangedAt: passwordHash === null ? null : createdAt,
    deactivatedAt: null,
  };
};

/** How the first administrator begins. */
export interface FirstAdministrator {
  /** One is made unless it is given. */
  readonly password?: string;
  readonly policy?: PasswordPolicy;
}

/**
 * Creates the user `admin` with every scope, and the roles that are suggested, if there is no user at all. Answers the
 * password that was made for it; null when one was given, or when nothing had to be done. Throws `invalid_request` for a password that breaks the rule.
 */
export const createFirstAdministrator = async (
  ctx: Context,
  { password: given, policy = defaultPasswordPolicy }: FirstAdministrator = {},
): Promise<string | null> => {
  if ((await countUsers(ctx.db)) > 0) return null;
  const password = given ?? drawPassword(policy);
  await checkNewPassword(password, policy);
  const passwordHash = await hashPassword(password, ctx.address);
  const passwordIsTemporary = isTemporaryUnder(policy);
  const scopes = listScopes(scopeSet(allScopes));
  const draft = { username: 'admin', passwordHash, passwordIsTemporary, scopes };
  const created = await inTransaction(ctx.db, async (trx) => {
    await createSuggestedRoles(trx, ctx);
    return insert(trx, ctx, draft);
  });
  return created === null || given !== undefined ? null : password;
};
