/** The grant type `refresh_token` (RFC 6749, 6): another access token, and another refresh token in place of the one shown. */
import {
  type Context,
  drawToken,
  findPresentedSecret,
  formatToken,
  hashSecret,
  type HeldCredential,
  holdCredential,
  isRetired,
  isOver,
  limitsOf,
  mintToken,
  noteRetiredSecret,
  parseToken,
  fromConfirmation,
  recordAudit,
  requireUse,
  type Scope,
  type SenderBinding,
} from '@moorgate/auth';
import {
  deleteEndedAccessTokens,
  deleteTokenSecretsUpTo,
  inTransaction,
  insertTokenSecret,
  listTokenVersions,
  lockTokenById,
  type TokenRow,
  type Trx,
  updateTokenSecretsEndUpTo,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { OAuthClient } from '../clients/client.ts';
import type { OAuthServices } from '../services.ts';
import type { GrantRequest, GrantType, IssuedGrant } from './grant.ts';
import { accessEnd, secondsBetween } from './issue-grant.ts';
import { chooseScopes } from './requested-scopes.ts';

/** How long a refresh token that was used is good again: processes that share one file refresh at the same moment. */
export const refreshGraceMs = 60_000;

/** Refresh tokens of one grant that are good at the same time. */
const liveVersionsMax = 20;

/** Used refresh tokens are kept so that copies of them are recognised. */
const keptVersionsMax = 200;

/** What an access token leaves behind is deleted a day after its end. */
const keptAccessMs = 86_400_000;

/** A refresh token that was good when it was looked at. */
interface Shown {
  readonly id: string;
  readonly version: number;
  readonly held: HeldCredential;
}

/**
 * Refreshes a grant of the client that asks. The refresh token that was shown is good for another minute, and so is every
 * one before it; whoever shows one of them later holds a copy that nobody should have, which ends the whole grant, access
 * tokens included, and is recorded (RFC 9700, 4.14.2). A grant that is bound to a key is refreshed with a key of that kind
 * alone: by a public client, with the same one (RFC 9449, 5).
 */
export const refreshTokenGrant: GrantType = {
  clients: 'any',
  issue: async (ctx, services, request) => {
    const text = request.parameters['refresh_token'];
    if (text === undefined)
      throw fault('oauth_request_invalid', { detail: 'refresh_token is missing' });
    const shown = await check(ctx, services, text);
    const actor = request.client?.principal ?? shown.held.principal;
    return inTransaction(ctx.db, (trx) =>
      refresh(trx, { ...ctx, principal: actor }, { services, request, shown }),
    );
  },
};

/** Throws `grant_invalid`, and `token_address_forbidden` for a good one from elsewhere. */
const check = async (
  ctx: Omit<Context, 'principal'>,
  { tokenChecks, tokenKeys }: OAuthServices,
  text: string,
): Promise<Shown> => {
  const token = parseToken(text);
  if (token?.kind !== 'ort') throw fault('grant_invalid');
  const { row } = await tokenChecks.lookUp(ctx, { id: token.id });
  const secret = row?.kind === 'ort' ? findPresentedSecret(tokenKeys, token, row.secrets) : null;
  if (row === null || secret === null) throw fault('grant_invalid');
  if (isRetired(secret, ctx.clock.now().getTime())) {
    await noteRetiredSecret(ctx, { tokenId: token.id, version: secret.version }, 'revoke');
    throw fault('grant_invalid');
  }
  const held = requireHeld(ctx, holdCredential(token.id, row, secret));
  const { address, userAgent = null } = ctx;
  tokenChecks.onUse?.({ tokenId: token.id, at: ctx.clock.now(), address, userAgent });
  return { id: token.id, version: secret.version, held };
};

/** Throws `grant_invalid` and `token_address_forbidden`. */
const requireHeld = (
  { clock, address }: Omit<Context, 'principal'>,
  held: HeldCredential | null,
): HeldCredential => {
  const nowMs = clock.now().getTime();
  if (held === null || nowMs >= held.expiresAtMs) throw fault('grant_invalid');
  requireUse(held, { nowMs, address });
  return held;
};

interface Refresh {
  readonly services: OAuthServices;
  readonly request: GrantRequest;
  readonly shown: Shown;
}

const refresh = async (
  trx: Trx,
  ctx: Context,
  { services, request, shown }: Refresh,
): Promise<IssuedGrant> => {
  const now = ctx.clock.now();
  const row = await lockTokenById(trx, shown.id);
  if (row === undefined || row.revoked_at !== null || row.disabled_at !== null || isOver(row, now))
    throw fault('grant_invalid');
  requireClientOf(row, request.client);
  const binding = bindingFor(row, request);
  const refreshToken = await succeed(trx, ctx, { services, row, version: shown.version });
  const scopes = chooseScopes(request.scopes, limitsOf(row).scopes);
  const access = await mintAccess(trx, ctx, { services, row, scopes, binding });
  await deleteEndedAccessTokens(trx, row.id, new Date(now.getTime() - keptAccessMs));
  return { ...access, refreshToken, scopes, sender: binding };
};

/** Throws `grant_invalid` for the refresh token of another client (RFC 6749, 10.4). */
const requireClientOf = (row: TokenRow, client: OAuthClient | null): void => {
  if (row.parent_id !== (client?.id ?? null)) throw fault('grant_invalid');
};

/** Throws `dpop_proof_invalid`. */
const bindingFor = (row: TokenRow, { client, sender }: GrantRequest): SenderBinding | null => {
  const bound = fromConfirmation(row.cnf);
  if (client?.requiresBinding === true && sender === null) throw fault('dpop_proof_invalid');
  if (bound === null) return sender;
  const isSame =
    sender?.kind === bound.kind &&
    (client?.isAuthenticated === true || sender.value === bound.value);
  if (!isSame)
    throw fault('dpop_proof_invalid', { detail: 'The grant is bound to a key that is not shown.' });
  return sender;
};

/** Gives the grant another refresh token, and lets the one that was shown, and those before it, end after the grace. */
const succeed = async (
  trx: Trx,
  ctx: Context,
  grant: { services: OAuthServices; row: TokenRow; version: number },
): Promise<string> => {
  const { services, row, version } = grant;
  const now = ctx.clock.now();
  const versions = await listTokenVersions(trx, row.id);
  const isLive = (end: Date | null): boolean => end === null || end > now;
  // The one that was shown may have ended, or been forgotten, while this waited for the lock.
  const present = versions.find((one) => one.version === version);
  if (present === undefined || present.retired_at !== null || !isLive(present.expires_at))
    throw fault('grant_invalid');
  if (versions.filter((one) => isLive(one.expires_at)).length >= liveVersionsMax)
    throw fault('rate_limited', { retryAfterSeconds: refreshGraceMs / 1_000 });
  const next = versions.at(-1)!.version + 1;
  const end = new Date(now.getTime() + refreshGraceMs);
  await updateTokenSecretsEndUpTo(trx, row.id, { version, end });
  await deleteTokenSecretsUpTo(trx, row.id, next - keptVersionsMax);
  const { secret } = drawToken('ort');
  const hashed = hashSecret(services.tokenKeys, secret);
  await insertTokenSecret(trx, {
    tokenId: row.id,
    version: next,
    ...hashed,
    derivation: null,
    createdAt: now,
  });
  return formatToken({ kind: 'ort', id: row.id, secret });
};

const mintAccess = async (
  trx: Trx,
  ctx: Context,
  grant: {
    readonly services: OAuthServices;
    readonly row: TokenRow;
    readonly scopes: readonly Scope[];
    readonly binding: SenderBinding | null;
  },
): Promise<Pick<IssuedGrant, 'accessToken' | 'expiresInSeconds'>> => {
  const { services, row, scopes, binding } = grant;
  const createdAt = ctx.clock.now();
  const expiresAt = accessEnd(createdAt, row.expires_at);
  const { id, text } = await mintToken(trx, ctx, {
    keys: services.tokenKeys,
    draft: {
      ...limitsOf(row),
      kind: 'oac',
      dialect: row.dialect,
      dialectTerms: row.dialect_terms,
      ownerId: row.owner_id,
      name: row.name,
      scopes,
      binding,
      parentId: row.id,
      createdAt,
      expiresAt,
    },
  });
  await recordAudit(trx, ctx, {
    action: 'token.refreshed',
    targetKind: 'token',
    targetId: row.id,
    after: { owner: row.owner, client: row.parent_id, accessTokenId: id, scopes, expiresAt },
  });
  return { accessToken: text, expiresInSeconds: secondsBetween(createdAt, expiresAt) };
};
