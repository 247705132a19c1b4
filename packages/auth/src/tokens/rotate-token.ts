/** Rotating a token: a new secret under the same id, with an overlap in which the old one is accepted too. */
import {
  deleteTokenSecretsUpTo,
  type DerivedForm,
  insertTokenSecret,
  listTokenVersions,
  lockTokenById,
  type TokenRow,
  type TokenVersionRow,
  type Trx,
  updateTokenSecretsEnd,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import type { DerivationKeys } from '../derived-tokens/derivation-keys.ts';
import { type Principal, requireScopes } from '../principal.ts';
import type { Scope } from '../scopes/catalogue.ts';
import { isOver } from './token.ts';
import { deriveNewSecret, drawNewSecret, type NewSecret, type SecretPlace } from './mint-token.ts';
import type { TokenKeys } from './token-keys.ts';
import { invalidField } from './token-limits.ts';
import { isOwn, isWithinReach } from './token-reach.ts';
import { drawToken } from './token-text.ts';

/** Which token gets a new secret, and how long the old one lives on. */
export interface Rotation {
  readonly id: string;
  /** 0 to 30 days in milliseconds; with 0 every secret but the new one ends at once. */
  readonly overlapMs: number;
  /** What the texts of dialects are made from; a token that has such a text is rotated with them alone. */
  readonly derivationKeys?: DerivationKeys;
}

/** A token with a new secret; the text is of the form that it had. */
export interface RotatedToken {
  readonly id: string;
  readonly token: string;
  readonly version: number;
  /** When the secrets that there were before end. */
  readonly overlapEndsAt: Date;
}

const overlapMsMax = 30 * 86_400_000;
const liveVersionsMax = 5;
/** Ended versions are kept so that copies of them are recognised; each look-up reads them all. */
const keptVersionsMax = 20;

/**
 * Gives a token a new secret: its owner with a session, or the token that it was made with (scope `tokens:create`), or the
 * token itself (scope `tokens:rotate-self`). Everything else about it stays, and so does the form of its text, and whether that
 * can be shown again. The secrets that it had are accepted until the overlap ends, at most four of them. Throws `token_not_found`, for a token of somebody else whoever asks, `scope_missing`,
 * `token_not_rotatable` for what an OAuth client holds, `token_ended`, `token_disabled`, `token_versions_exhausted`, `invalid_request` and `committed_unconfirmed`.
 */
export const rotateToken = async (
  ctx: Context,
  keys: TokenKeys,
  { id, overlapMs, derivationKeys }: Rotation,
): Promise<RotatedToken> => {
  if (!(overlapMs >= 0 && overlapMs <= overlapMsMax))
    throw invalidField('/overlap', 'must be 0 to 30 days');
  return commitChange(ctx, async (trx, announce) => {
    const token = await lockTokenById(trx, id);
    if (token === undefined || token.kind === 'ses' || !isOwn(ctx.principal, token))
      throw fault('token_not_found');
    if (token.kind === 'oac' || token.kind === 'ort') throw fault('token_not_rotatable');
    requireRotation(ctx.principal, token);
    requireUsable(token, ctx.clock.now());
    const secretKeys = { keys, derivationKeys };
    const rotated = await rotate(trx, ctx, { secretKeys, token, overlapMs });
    announce({ kind: 'token', tokenId: id });
    return rotated;
  });
};

/** Gives the token that asks a new secret. Throws `token_required` for a session, and as `rotateToken`. */
export const rotateOwnToken = async (
  ctx: Context,
  keys: TokenKeys,
  rotation: Omit<Rotation, 'id'>,
): Promise<RotatedToken> => {
  const { principal } = ctx;
  if (principal.kind !== 'user' || principal.credential.kind !== 'token')
    throw fault('token_required');
  return rotateToken(ctx, keys, { ...rotation, id: principal.credential.tokenId });
};

/** A secret is not given to whoever may merely administer the token: with it they would be its owner. */
const requireRotation = (principal: Principal, token: TokenRow): void => {
  if (principal.kind !== 'user' || principal.credential.kind === 'session') return;
  const isSelf = principal.credential.tokenId === token.id;
  const needed: Scope = isSelf ? 'tokens:rotate-self' : 'tokens:create';
  requireScopes(principal, [needed]);
  if (!isWithinReach(principal, token))
    throw fault('scope_missing', {
      detail: 'With a token, only that token and those made with it are rotated.',
    });
};

const requireUsable = (token: TokenRow, now: Date): void => {
  if (token.revoked_at !== null || isOver(token, now)) throw fault('token_ended');
  if (token.disabled_at !== null || token.owner_deactivated_at !== null)
    throw fault('token_disabled');
};

const isLive = (row: TokenVersionRow, now: Date): boolean =>
  row.retired_at === null && (row.expires_at === null || row.expires_at > now);

interface SecretKeys {
  readonly keys: TokenKeys;
  readonly derivationKeys: DerivationKeys | undefined;
}

/** A client of a dialect takes no text but one of the form that it knows. */
const newSecret = (
  { keys, derivationKeys }: SecretKeys,
  place: SecretPlace,
  form: DerivedForm | null,
): NewSecret => {
  if (form === null) return drawNewSecret(keys, { ...drawToken(place.kind), id: place.tokenId });
  if (derivationKeys === undefined) throw fault('token_not_rotatable');
  return deriveNewSecret(keys, { keys: derivationKeys, form }, place);
};

const rotate = async (
  trx: Trx,
  ctx: Context,
  rotation: {
    readonly secretKeys: SecretKeys;
    readonly token: TokenRow;
    readonly overlapMs: number;
  },
): Promise<RotatedToken> => {
  const { secretKeys, token, overlapMs } = rotation;
  const { id, kind } = token;
  const now = ctx.clock.now();
  const overlapEndsAt = new Date(now.getTime() + overlapMs);
  const versions = await listTokenVersions(trx, id);
  const live = overlapMs === 0 ? [] : versions.filter((row) => isLive(row, now));
  if (live.length >= liveVersionsMax) throw fault('token_versions_exhausted');
  const version = (versions.at(-1)?.version ?? 0) + 1;
  await updateTokenSecretsEnd(trx, id, overlapEndsAt);
  await deleteTokenSecretsUpTo(trx, id, version - keptVersionsMax);
  const place = { tokenId: id, kind, version };
  const { text, ...stored } = newSecret(secretKeys, place, versions.at(-1)?.form ?? null);
  await insertTokenSecret(trx, { tokenId: id, version, ...stored, createdAt: now });
  await recordAudit(trx, ctx, {
    action: 'token.rotated',
    targetKind: 'token',
    targetId: id,
    after: { version, overlapEndsAt },
  });
  return { id, token: text, version, overlapEndsAt };
};
