/** Telling whoever uses a token that it ends soon. */
import type { Principal } from '../principal.ts';

/** How many days ahead the end of a token is told. */
export const warningDays = [30, 7, 1] as const;

const noticeMs = Math.max(...warningDays) * 86_400_000;

/**
 * The value of `X-Token-Expires` for an answer to this principal: the end of their token (RFC 3339), once it is at most 30
 * days away; null before that, and for a session.
 */
export const tokenExpiryNotice = (principal: Principal, now: Date): string | null => {
  if (principal.kind !== 'user' || principal.credential.kind !== 'token') return null;
  const { expiresAt } = principal.credential;
  if (expiresAt == null || expiresAt.getTime() - now.getTime() > noticeMs) return null;
  return expiresAt.toISOString();
};
