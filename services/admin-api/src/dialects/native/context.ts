/** What endpoints of this dialect need beside the context of every endpoint. */
import type { Context, SecondFactorKeys, UserPrincipal } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { DialectParts } from '../../dialect-parts.ts';

/** Nearly all: whatever an operator may do can be done here. */
export type NativeServices = Omit<DialectParts, 'manners'>;

export type NativeContext = Context & NativeServices;

/** The user who asks. Throws `credentials_required` for anybody else. */
export const requireUser = ({ principal }: Context): UserPrincipal => {
  if (principal.kind !== 'user') throw fault('credentials_required');
  return principal;
};

/** The keys that second factors stand on. */
export const secondFactorKeysOf = ({
  tokenKeys,
  sealingKeys,
}: NativeServices): SecondFactorKeys => ({ tokenKeys, sealingKeys });
