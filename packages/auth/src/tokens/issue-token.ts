/** Issuing a token: by a user for their own account, or by an operator on the host for any user. */
import {
  findAccountByName,
  inTransaction,
  lockActiveAccountById,
  lockTokenById,
  type TokenKind,
  type TokenRow,
  type Trx,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import type { UserPrincipal } from '../principal.ts';
import { requireHeldIn, requireOwn, unionOfGrants } from '../rights.ts';
import { accountGrants } from '../service-accounts/account-grants.ts';
import { mintToken } from './mint-token.ts';
import { type IssuedToken, isOver } from './token.ts';
import type { TokenKeys } from './token-keys.ts';
import { fromConfirmation } from './sender-binding.ts';
import { limitsOf, requireNarrower, type TokenLimits } from './token-limits.ts';
import { checkRequest, expiryOf, notBeforeOf, type TokenRequest } from './token-request.ts';

/** Who gets the token, and of which kind it is. */
export interface TokenOwner {
  readonly id: string;
  readonly username: string;
  readonly kind: TokenKind;
}

/**
 * Issues a token for the account of whoever asks. One that is made with another token has at most the rights of that one,
 * of which it takes over the groups, the networks and the rate unless it is given narrower ones; it ends no later, and is
 * revoked with it. Throws `invalid_request` for an unknown scope, a bad name or a bad time, `scope_not_held`, `token_not_narrower`
 * and `token_uses_bounded`, and `credentials_invalid` when what asks, or its owner’s account, was ended meanwhile.
 */
export const issueToken = async (
  ctx: Context,
  keys: TokenKeys,
  request: TokenRequest,
): Promise<IssuedToken> => {
  const { principal } = ctx;
  if (principal.kind !== 'user')
    throw fault('credentials_required', { detail: 'Only a user has tokens of their own.' });
  return issueAs(ctx, keys, { request, principal, owner: null });
};

/**
 * Issues a token by the rights of a user: for their own account, or for an `owner` who must have them too; of the kind of
 * the owner, or the secret of an OAuth client. Faults as of `issueToken`.
 */
export const issueAs = async (
  ctx: Context,
  keys: TokenKeys,
  wanted: {
    readonly request: TokenRequest;
    readonly principal: UserPrincipal;
    readonly owner: TokenOwner | null;
    readonly kind?: 'app';
  },
): Promise<IssuedToken> => {
  const { request, principal } = wanted;
  const asked = checkRequest(request);
  return inTransaction(ctx.db, async (trx) => {
    const ownerId = wanted.owner?.id ?? principal.userId;
    if (!(await lockActiveAccountById(trx, ownerId))) throw fault('credentials_invalid');
    const asking = await lockAsking(trx, ctx, principal.credential.tokenId);
    const parent = principal.credential.kind === 'token' ? asking : null;
    const limits = { ...inherited(parent), ...asked };
    // What another account gets, it may keep when that belongs to somebody else.
    (wanted.owner === null ? requireOwn : requireHeldIn)(principal, limits);
    // The principal is as old as the request; its token may have been narrowed since.
    if (parent !== null) requireNarrower(limits, limitsOf(parent));
    const self = { id: principal.userId, username: principal.username, kind: kindWith(parent) };
    const { kind, ...owner } = wanted.owner ?? self;
    const given = { ...owner, kind: wanted.kind ?? kind };
    return issue(trx, ctx, { keys, request, limits, owner: given, parent });
  });
};

/**
 * Issues a token, or the secret of an OAuth client, for a user or a service account that is named; for the operator on the
 * host, who needs no credential. Its scopes must be among the owner's. Throws `user_not_found`, `scope_not_held` and, as above, `invalid_request`.
 */
export const issueTokenFor = async (
  ctx: Context,
  keys: TokenKeys,
  request: TokenRequest & { readonly username: string; readonly kind?: 'app' },
): Promise<IssuedToken> => {
  if (ctx.principal.kind !== 'system')
    throw fault('scope_missing', { detail: 'Tokens for others are made on the host.' });
  const limits = { ...inherited(null), ...checkRequest(request) };
  return inTransaction(ctx.db, async (trx) => {
    const account = await findAccountByName(trx, request.username);
    if (account === undefined || !(await lockActiveAccountById(trx, account.id)))
      throw fault('user_not_found');
    const { id, username } = account;
    const grants = await accountGrants(trx, account);
    const credential = { kind: 'session', tokenId: '' } as const;
    const scopes = unionOfGrants(grants);
    requireOwn({ kind: 'user', userId: id, username, scopes, grants, credential }, limits);
    const kind = account.kind === 'service' ? ('svc' as const) : ('pat' as const);
    const owner = { id, username, kind: request.kind ?? kind };
    return issue(trx, ctx, { keys, request, limits, owner, parent: null });
  });
};

/** Only a program makes tokens with tokens that are a program's. */
const kindWith = (parent: TokenRow | null): TokenKind =>
  parent !== null && parent.manager_id !== null ? 'svc' : 'pat';

/** What a token takes over from the one that it is made with; from none, no limit. */
export const inherited = (parent: TokenRow | null): Omit<TokenLimits, 'scopes'> => ({
  groups: parent?.device_groups ?? null,
  cidrs: parent?.cidrs ?? null,
  rateLimit: parent?.rate_limit ?? null,
});

/**
 * The token or the session that asks, locked, so that a revocation of it either comes first and is seen here, or comes after
 * and finds the child. Throws `credentials_invalid` for one that has ended or is disabled, and `token_uses_bounded`.
 */
export const lockAsking = async (trx: Trx, ctx: Context, id: string): Promise<TokenRow> => {
  const row = await lockTokenById(trx, id);
  const isLive =
    row !== undefined &&
    row.revoked_at === null &&
    row.disabled_at === null &&
    !isOver(row, ctx.clock.now());
  if (!isLive) throw fault('credentials_invalid');
  if (row.max_uses !== null) throw fault('token_uses_bounded');
  return row;
};

interface Issuance {
  readonly keys: TokenKeys;
  readonly request: TokenRequest;
  readonly limits: TokenLimits;
  readonly owner: TokenOwner;
  readonly parent: TokenRow | null;
}

const issue = async (
  trx: Trx,
  ctx: Context,
  { keys, request, limits, owner, parent }: Issuance,
): Promise<IssuedToken> => {
  const createdAt = ctx.clock.now();
  const expiresAt = expiryOf(request.expiresAt, createdAt, parent?.expires_at ?? null);
  const shown = {
    name: request.name,
    ...limits,
    note: request.note ?? null,
    maxUses: request.maxUses ?? null,
    notBefore: notBeforeOf(request.notBefore, expiresAt),
    expiresAt,
  };
  const identity = {
    kind: owner.kind,
    dialect: owner.kind === 'app' ? 'oauth' : 'native',
    ownerId: owner.id,
    parentId: parent?.id ?? null,
    // Whoever needs a key to use a token needs it for what was made with that token.
    binding: fromConfirmation(parent?.cnf ?? null),
    createdAt,
  };
  const { id, text } = await mintToken(trx, ctx, { keys, draft: { ...shown, ...identity } });
  await recordAudit(trx, ctx, {
    action: 'token.issued',
    targetKind: 'token',
    targetId: id,
    after: { owner: owner.username, ...shown },
  });
  return { id, token: text, owner: owner.username, createdAt, ...shown };
};
