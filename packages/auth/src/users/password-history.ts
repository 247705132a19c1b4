/** Passwords that a user had before, and may not have again. */
import {
  deleteFormerPasswords,
  insertFormerPassword,
  listFormerPasswordHashes,
  type Trx,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import { verifyPassword } from './password-hash.ts';
import { passwordIssue, type PasswordPolicy } from './password-policy.ts';

/** A password that is to replace another one. */
export interface PasswordReplacement {
  readonly userId: string;
  readonly password: string;
  /** The hash of the present one; null for a user without a password. */
  readonly presentHash: string | null;
}

/**
 * Passes for a password that is none of those that the policy remembers. Costs a slow hash for each of them. Throws
 * `invalid_request`.
 */
export const requireUnused = async (
  ctx: Context,
  policy: PasswordPolicy,
  { userId, password, presentHash }: PasswordReplacement,
): Promise<void> => {
  if (policy.history === 0) return;
  const former = await listFormerPasswordHashes(ctx.db, userId, policy.history - 1);
  for (const hash of presentHash === null ? former : [presentHash, ...former]) {
    if (!(await verifyPassword(password, hash, ctx.address)).isCorrect) continue;
    const message = `must be none of the last ${policy.history} passwords`;
    throw fault('invalid_request', { issues: [passwordIssue(message)] });
  }
};

/** Keeps the hash that is being replaced, and forgets those that the policy does not remember. */
export const rememberPassword = async (
  trx: Trx,
  policy: PasswordPolicy,
  replaced: { readonly userId: string; readonly hash: string | null; readonly at: Date },
): Promise<void> => {
  const { userId, hash, at } = replaced;
  const kept = Math.max(0, policy.history - 1);
  if (kept > 0 && hash !== null) await insertFormerPassword(trx, { userId, hash, replacedAt: at });
  await deleteFormerPasswords(trx, userId, kept);
};
