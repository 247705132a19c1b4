/** What endpoints of this dialect need beside the context of every endpoint. */
import type { Context, UserPrincipal } from '@moorgate/auth';
import type { DialectParts } from '../../dialect-parts.ts';

/** The parts that it uses. */
export type OpenShiftServices = Pick<
  DialectParts,
  | 'tokenKeys'
  | 'tokenChecks'
  | 'sealingKeys'
  | 'loginLimiter'
  | 'accounts'
  | 'ownOrigin'
  | 'derivedTokens'
  | 'usesHexTokens'
>;

/** Whoever asks has been recognised, but where an operation is open to everybody. */
export type OpenShiftContext = Context & OpenShiftServices & { readonly principal: UserPrincipal };

/** The dialect as tokens have it. */
export const dialectName = 'openshift';
