/** Finding out whether an enrolment token may be used, without using it. */
import {
  type Context,
  type EnrolmentTerms,
  isAddressWithin,
  isSecretOf,
  parseToken,
  type TokenKeys,
} from '@moorgate/auth';
import { findEnrolmentCredentialById } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { enrolmentStateAt } from './enrolment-token.ts';

/** A token that may be used at this moment, from this address. */
export interface CheckedEnrolment extends EnrolmentTerms {
  readonly id: string;
  readonly factory: string;
  readonly expiresAt: Date;
  /** For which groups it registers; null for every device. */
  readonly groups: readonly string[] | null;
}

/** Whether the text is to be taken for an enrolment token, whether it is a good one or not. */
export const isEnrolmentText = (text: string): boolean => text.startsWith('mgt_enr_');

/**
 * What the token allows at this moment. Nothing is held in memory: one statement by its primary key, with no more than a
 * gateway may read, and a text that is no token takes none. A gateway that asks before it troubles the signer keeps
 * strangers from it; what decides is `spendEnrolmentToken`.
 * Throws `credentials_invalid`, without saying why: unknown, wrong secret, expired, used up, revoked, or an owner who may
 * not register devices any more; and `token_address_forbidden` for a good one from elsewhere.
 */
export const checkEnrolmentToken = async (
  ctx: Pick<Context, 'db' | 'clock' | 'address'>,
  keys: TokenKeys,
  text: string,
): Promise<CheckedEnrolment> => {
  const token = parseToken(text);
  if (token?.kind !== 'enr') throw fault('credentials_invalid');
  const row = await findEnrolmentCredentialById(ctx.db, token.id);
  if (row === undefined) throw fault('credentials_invalid');
  const { secret_hash: hash, key_version: keyVersion } = row;
  if (!isSecretOf(keys, token.secret, { hash, keyVersion })) throw fault('credentials_invalid');
  if (enrolmentStateAt(row, ctx.clock.now()) !== 'usable') throw fault('credentials_invalid');
  if (!isAddressWithin(ctx.address, row.cidrs)) throw fault('token_address_forbidden');
  return {
    id: row.id,
    factory: row.factory,
    group: row.group_name,
    namePrefix: row.name_prefix,
    expiresAt: row.expires_at,
    groups: row.group_name === null ? row.permitted_groups : [row.group_name],
  };
};
