/** Enrolment tokens in the words of the wire. */
import type { EnrolmentToken } from '@moorgate/devices';
import type { EnrolmentTokenBody } from './schemas-enrolment-tokens.ts';

const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);
const secondsOrNever = (at: Date | null): number => (at === null ? 0 : seconds(at));

/** A token without its secret. */
export const toEnrolmentTokenBody = (token: EnrolmentToken): EnrolmentTokenBody => ({
  id: token.id,
  name: token.name,
  state: token.state,
  factory: token.factory,
  group: token.group,
  'name-prefix': token.namePrefix,
  cidrs: token.cidrs === null ? null : [...token.cidrs],
  'max-uses': token.maxUses,
  uses: token.uses,
  'created-at': seconds(token.createdAt),
  'created-by': token.createdBy,
  'expires-at': seconds(token.expiresAt),
  'last-used-at': secondsOrNever(token.lastUsedAt),
  'revoked-at': secondsOrNever(token.revokedAt),
  'revoked-by': token.revokedBy,
});
