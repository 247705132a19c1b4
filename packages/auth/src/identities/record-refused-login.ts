/** Writing down that a login through a provider came to nothing. */
import { inTransaction } from '@moorgate/db';
import type { ErrorCode } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import type { VerifiedIdentity } from './identity.ts';

/** A login that was refused, and why. */
export interface RefusedLogin {
  readonly provider: string;
  readonly code: ErrorCode;
  /** Whom the provider vouched for; null when it did not come to that. */
  readonly identity: Pick<VerifiedIdentity, 'subject' | 'login'> | null;
  /** Whose account the identity was to be linked to; null for a login. */
  readonly linkingUserId: string | null;
}

/** Records the refusal; what a stranger sent is not in it. */
export const recordRefusedLogin = (
  surroundings: Omit<Context, 'principal'>,
  { provider, code, identity, linkingUserId }: RefusedLogin,
): Promise<void> => {
  const ctx: Context = { ...surroundings, principal: { kind: 'system', name: 'login' } };
  return inTransaction(ctx.db, (trx) =>
    recordAudit(trx, ctx, {
      ...(linkingUserId === null
        ? { action: 'session.refused', targetKind: 'identity-provider', targetId: provider }
        : { action: 'identity.link_refused', targetKind: 'user', targetId: linkingUserId }),
      after: {
        provider,
        code,
        ...(identity === null ? {} : { subject: identity.subject, login: identity.login }),
      },
    }),
  );
};
