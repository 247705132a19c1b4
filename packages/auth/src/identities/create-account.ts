/** The account of somebody who logs in through a provider for the first time. */
import { randomUUID } from 'node:crypto';
import { insertIdentity, insertSourcedRoles, insertUser, type Trx } from '@moorgate/db';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';
import { listScopes, scopeSet } from '../scopes/scope-set.ts';
import { accountNames } from './account-name.ts';
import type { NewcomerRights, VouchedPerson } from './identity.ts';
import { findRoles } from './provider-roles.ts';

/** An account, as a session needs it. */
export interface Account {
  readonly id: string;
  readonly username: string;
}

/**
 * Creates an account without a password, called after the login but never one that exists, with the rights of newcomers,
 * and links the identity to it. Breaks a unique constraint when somebody links the identity at the same moment.
 */
export const createAccount = async (
  trx: Trx,
  ctx: Context,
  { policy, identity, rights }: VouchedPerson & { readonly rights: NewcomerRights },
): Promise<Account> => {
  const { provider, issuer } = policy;
  const { subject, login } = identity;
  const at = ctx.clock.now();
  const by = principalName(ctx.principal);
  const scopes = listScopes(scopeSet(rights.scopes));
  const id = randomUUID();
  const username = await insertUnderFreeName(trx, accountNames(provider, login), {
    id,
    passwordHash: null,
    scopes,
    createdAt: at,
    createdBy: by,
  });
  const roles = await findRoles(trx, ctx, [...new Set(rights.roles)].sort());
  const roleIds = roles.map((role) => role.id);
  await insertSourcedRoles(trx, { userId: id, source: null, roleIds }, { at, by });
  const row = { provider, subject, issuer, login, user_id: id, linked_at: at, last_login_at: null };
  await insertIdentity(trx, row);
  await recordAudit(trx, ctx, {
    action: 'user.created',
    targetKind: 'user',
    targetId: id,
    after: {
      username,
      scopes,
      roles: roles.map(({ name }) => name),
      hasPassword: false,
      identity: { provider, subject, login },
    },
  });
  return { id, username };
};

const insertUnderFreeName = async (
  trx: Trx,
  names: Generator<string, never>,
  user: Omit<Parameters<typeof insertUser>[1], 'username'>,
): Promise<string> => {
  for (;;) {
    const username = names.next().value;
    if (await insertUser(trx, { ...user, username })) return username;
  }
};
