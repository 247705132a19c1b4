/** Finding out whether an enrolment token may be used, without using it. */
import {
  type Context,
  type EnrolmentTerms,
  isAddressWithin,
  isSecretOf,
  parseToken,
  readEnrolmentKeys,
  type TokenKeys,
} from '@moorgate/auth';
import { type EnrolmentCredentialRow, findEnrolmentCredentialById } from '@moorgate/db';
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

/** What the check of a secret says: unknown where the key of its version is not there. */
const secretOf = (
  keys: TokenKeys | null,
  secret: string,
  row: EnrolmentCredentialRow,
): 'right' | 'wrong' | 'unknown' => {
  const { secret_hash: hash, key_version: keyVersion } = row;
  if (keys?.peppers.has(keyVersion) !== true) return 'unknown';
  return isSecretOf(keys, secret, { hash, keyVersion }) ? 'right' : 'wrong';
};

const check = async (
  ctx: Pick<Context, 'db' | 'clock' | 'address'>,
  keys: TokenKeys | null,
  text: string,
): Promise<{ readonly row: EnrolmentCredentialRow; readonly isSecretKnown: boolean }> => {
  const token = parseToken(text);
  if (token?.kind !== 'enr') throw fault('credentials_invalid');
  const row = await findEnrolmentCredentialById(ctx.db, token.id);
  if (row === undefined) throw fault('credentials_invalid');
  const secret = secretOf(keys, token.secret, row);
  if (secret === 'wrong') throw fault('credentials_invalid');
  if (enrolmentStateAt(row, ctx.clock.now()) !== 'usable') throw fault('credentials_invalid');
  const isSecretKnown = secret === 'right';
  // Where a token may be used from is told to nobody but its holder.
  if (isSecretKnown && !isAddressWithin(ctx.address, row.cidrs))
    throw fault('token_address_forbidden');
  return { row, isSecretKnown };
};

/**
 * What the token allows at this moment. Nothing is held in memory: one statement by its primary key, with no more than a
 * gateway may read, and a text that is no token takes none. What decides is `spendEnrolmentToken`.
 * Throws `credentials_invalid`, without saying why: unknown, wrong secret, expired, used up, revoked, or an owner who may
 * not register devices any more; and `token_address_forbidden` for a good one from elsewhere.
 */
export const checkEnrolmentToken = async (
  ctx: Pick<Context, 'db' | 'clock' | 'address'>,
  keys: TokenKeys,
  text: string,
): Promise<CheckedEnrolment> => {
  const { row, isSecretKnown } = await check(ctx, keys, text);
  if (!isSecretKnown) throw fault('credentials_invalid');
  return {
    id: row.id,
    factory: row.factory,
    group: row.group_name,
    namePrefix: row.name_prefix,
    deviceUuid: row.device_uuid,
    expiresAt: row.expires_at,
    groups: row.group_name === null ? row.permitted_groups : [row.group_name],
  };
};

/** See `openEnrolmentScreen`. */
export type EnrolmentScreen = (
  ctx: Pick<Context, 'db' | 'clock' | 'address'>,
  text: string,
) => Promise<void>;

/**
 * Keeps strangers from the signer: the screen passes for a token that `checkEnrolmentToken` would accept, and throws what that
 * throws for the others. A gateway that lacks the key of a secret, because its folder has no file of such keys or an older
 * one, cannot tell whether the secret is right; it leaves that, and the address, to the signer, which asks all of it again.
 * Throws when there is a file that cannot be used.
 */
export const openEnrolmentScreen = async (
  gatewayKeysFolder: string | undefined,
): Promise<EnrolmentScreen> => {
  const keys = gatewayKeysFolder === undefined ? null : await readEnrolmentKeys(gatewayKeysFolder);
  return async (ctx, text) => {
    await check(ctx, keys, text);
  };
};
