/** Issuing a token: by a user for their own account, or by an operator on the host for any user. */
import { findUserByUsername, inTransaction, lockTokenById, type Trx } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import type { Scope } from '../scopes/catalogue.ts';
import { scopeSet } from '../scopes/scope-set.ts';
import { parseScopes, requireHeld } from '../users/user.ts';
import { mintToken } from './mint-token.ts';
import type { IssuedToken } from './token.ts';
import type { TokenKeys } from './token-keys.ts';

/** What a new token shall be. */
export interface TokenRequest {
  /** What the list of tokens calls it; 1 to 80 characters. */
  readonly name: string;
  readonly scopes: readonly string[];
  /** A year from now unless said; two years from now at most. */
  readonly expiresAt?: Date;
}

const dayMs = 86_400_000;
const lifetimeMs = 365 * dayMs;
const lifetimeMsMax = 730 * dayMs;
const namePattern = /^[^\p{Cc}\p{Cs}]{1,80}$/u;

/**
 * Issues a token for the account of whoever asks. One that is made with another token has at most the rights of that one,
 * ends no later, and is revoked with it. Throws `invalid_request` for an unknown scope, a bad name or a bad expiry,
 * `scope_not_held`, and `credentials_invalid` when the token that asks was revoked meanwhile.
 */
export const issueToken = async (
  ctx: Context,
  keys: TokenKeys,
  request: TokenRequest,
): Promise<IssuedToken> => {
  const { principal } = ctx;
  if (principal.kind !== 'user')
    throw fault('credentials_required', { detail: 'Only a user has tokens of their own.' });
  const scopes = checkRequest(request);
  requireHeld(principal, scopes);
  return inTransaction(ctx.db, async (trx) => {
    const isChild = principal.credential.kind === 'token';
    const parent = isChild ? await lockParent(trx, principal.credential.tokenId) : null;
    const owner = { id: principal.userId, username: principal.username };
    return issue(trx, ctx, { keys, request, scopes, owner, parent });
  });
};

/**
 * Issues a token for a user who is named; for the operator on the host, who needs no credential. Its scopes must be among
 * the user's. Throws `user_not_found`, `scope_not_held` and, as above, `invalid_request`.
 */
export const issueTokenFor = async (
  ctx: Context,
  keys: TokenKeys,
  request: TokenRequest & { readonly username: string },
): Promise<IssuedToken> => {
  if (ctx.principal.kind !== 'system')
    throw fault('scope_missing', { detail: 'Tokens for others are made on the host.' });
  const scopes = checkRequest(request);
  return inTransaction(ctx.db, async (trx) => {
    const owner = await findUserByUsername(trx, request.username);
    if (owner === undefined || owner.deactivated_at !== null) throw fault('user_not_found');
    const held = scopeSet(owner.scopes);
    const missing = scopes.filter((scope) => !held.has(scope));
    if (missing.length > 0)
      throw fault('scope_not_held', {
        detail: `${owner.username} does not have: ${missing.join(', ')}`,
      });
    return issue(trx, ctx, { keys, request, scopes, owner, parent: null });
  });
};

const checkRequest = (request: TokenRequest): Scope[] => {
  if (!namePattern.test(request.name)) throw invalid('/name', 'must be 1 to 80 characters of text');
  if (request.scopes.length === 0) throw invalid('/scopes', 'must name at least one scope');
  return parseScopes(request.scopes);
};

const invalid = (pointer: string, message: string): Error =>
  fault('invalid_request', { issues: [{ pointer, message }] });

interface Parent {
  readonly id: string;
  readonly expiresAt: Date | null;
}

/** Locked, so that a revocation of it either comes first and is seen here, or comes after and finds the child. */
const lockParent = async (trx: Trx, id: string): Promise<Parent> => {
  const row = await lockTokenById(trx, id);
  if (row === undefined || row.revoked_at !== null) throw fault('credentials_invalid');
  return { id, expiresAt: row.expires_at };
};

interface Issuance {
  readonly keys: TokenKeys;
  readonly request: TokenRequest;
  readonly scopes: readonly Scope[];
  readonly owner: { readonly id: string; readonly username: string };
  readonly parent: Parent | null;
}

const issue = async (
  trx: Trx,
  ctx: Context,
  { keys, request, scopes, owner, parent }: Issuance,
): Promise<IssuedToken> => {
  const createdAt = ctx.clock.now();
  const expiresAt = expiryOf(request.expiresAt, createdAt, parent?.expiresAt ?? null);
  const { name } = request;
  const draft = {
    kind: 'pat',
    ownerId: owner.id,
    name,
    scopes,
    parentId: parent?.id ?? null,
    createdAt,
    expiresAt,
  } as const;
  const { id, text } = await mintToken(trx, ctx, { keys, draft });
  await recordAudit(trx, ctx, {
    action: 'token.issued',
    targetKind: 'token',
    targetId: id,
    after: { owner: owner.username, name, scopes, expiresAt },
  });
  return { id, token: text, owner: owner.username, name, scopes, createdAt, expiresAt };
};

const expiryOf = (wanted: Date | undefined, now: Date, parentExpiry: Date | null): Date => {
  const latest = Math.min(now.getTime() + lifetimeMsMax, parentExpiry?.getTime() ?? Infinity);
  if (wanted === undefined) return new Date(Math.min(now.getTime() + lifetimeMs, latest));
  if (!(wanted > now)) throw invalid('/expires-at', 'must be in the future');
  if (wanted.getTime() > latest)
    throw invalid('/expires-at', `must not be after ${new Date(latest).toISOString()}`);
  return wanted;
};
