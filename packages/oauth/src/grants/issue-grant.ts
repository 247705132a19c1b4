/** Issuing what a grant is worth: an access token, and a refresh token that stands for the grant. */
import {
  accountGrants,
  type Context,
  isOver,
  limitsOf,
  mintToken,
  recordAudit,
  requireNarrower,
  requireOwn,
  type TokenLimits,
  unionOfGrants,
} from '@moorgate/auth';
import {
  findAccountById,
  inTransaction,
  lockActiveAccountById,
  lockTokenById,
  type TokenRow,
  type Trx,
} from '@moorgate/db';
import { DomainError, fault } from '@moorgate/errors';
import type { OAuthServices } from '../services.ts';
import type { Grant, IssuedGrant } from './grant.ts';

/** How long an access token lives. */
export const accessLifetimeMs = 3_600_000;

/** How long a grant lives that no client limits. */
const grantLifetimeMs = 365 * 86_400_000;

/** An account that gives a grant. */
interface Giver {
  readonly id: string;
  readonly username: string;
}

/**
 * Issues an access token of an hour, and a refresh token that lives as long as its client. Both are
 * rows of `tokens`: the refresh token was made with the client, and the access token with the refresh token, so that each
 * ends with what it was made with. Nothing is issued that the client may not have, nor, where somebody grants a client
 * of somebody else, what they do not have themselves. The use is recorded under the principal of `ctx`. Throws `grant_invalid` for an account that is not active,
 * `client_invalid` for a client that has ended meanwhile, and `oauth_scope_invalid`.
 */
export const issueGrant = (
  ctx: Context,
  services: Pick<OAuthServices, 'tokenKeys'>,
  grant: Grant,
): Promise<IssuedGrant> =>
  inTransaction(ctx.db, async (trx) => {
    const userId = typeof grant.user === 'string' ? grant.user : grant.user.userId;
    if (!(await lockActiveAccountById(trx, userId))) throw fault('grant_invalid');
    const client = grant.client === null ? null : await lockClient(trx, ctx, grant.client.id);
    if (grant.client?.requiresBinding === true && grant.sender === null)
      throw fault('dpop_proof_invalid', {
        detail: 'The client has tokens that are bound to a key.',
      });
    const limits = limitsWithin(client, grant);
    const giver = await requireGiver(trx, { userId, client, limits });
    return mint(trx, ctx, { keys: services.tokenKeys, grant, client, giver, limits });
  });

/** The client, locked and still in use: a revocation of it comes before, or finds what is issued here. */
const lockClient = async (trx: Trx, ctx: Context, id: string): Promise<TokenRow> => {
  const row = await lockTokenById(trx, id);
  const isLive =
    row !== undefined &&
    row.revoked_at === null &&
    row.disabled_at === null &&
    !isOver(row, ctx.clock.now());
  if (!isLive) throw fault('client_invalid');
  return row;
};

/** Throws `oauth_scope_invalid`. */
const limitsWithin = (client: TokenRow | null, { scopes, groups }: Grant): TokenLimits => {
  if (scopes.length === 0) throw fault('oauth_scope_invalid');
  if (client === null) return { scopes, groups, cidrs: null, rateLimit: null };
  const outer = limitsOf(client);
  const limits = { ...outer, scopes, groups: groups ?? outer.groups };
  asScopeFault(() => requireNarrower(limits, outer));
  return limits;
};

/** Runs a check; in OAuth, more than there is to give is a wrong scope. Throws `oauth_scope_invalid`. */
export const asScopeFault = (check: () => void): void => {
  try {
    check();
  } catch (cause) {
    const isTooMuch =
      cause instanceof DomainError && ['token_not_narrower', 'scope_not_held'].includes(cause.code);
    throw isTooMuch ? fault('oauth_scope_invalid', { detail: cause.message, cause }) : cause;
  }
};

/** Throws `grant_invalid` and `oauth_scope_invalid`. */
const requireGiver = async (
  trx: Trx,
  wanted: {
    readonly userId: string;
    readonly client: TokenRow | null;
    readonly limits: TokenLimits;
  },
): Promise<Giver> => {
  const { userId, client, limits } = wanted;
  const account = await findAccountById(trx, userId);
  if (account === undefined) throw fault('grant_invalid');
  const { id, username } = account;
  // What is the client's own was given to it when it was made.
  if (client?.owner_id === id) return { id, username };
  const grants = await accountGrants(trx, account);
  const credential = { kind: 'session', tokenId: '' } as const;
  const holder = { kind: 'user', userId: id, username, grants, credential } as const;
  asScopeFault(() => requireOwn({ ...holder, scopes: unionOfGrants(grants) }, limits));
  return { id, username };
};

interface Minting {
  readonly keys: OAuthServices['tokenKeys'];
  readonly grant: Grant;
  readonly client: TokenRow | null;
  readonly giver: Giver;
  readonly limits: TokenLimits;
}

const mint = async (trx: Trx, ctx: Context, minting: Minting): Promise<IssuedGrant> => {
  const { keys, grant, client, limits } = minting;
  const createdAt = ctx.clock.now();
  const endsAt = client?.expires_at ?? new Date(createdAt.getTime() + grantLifetimeMs);
  const shared = draftOf(minting, createdAt);
  const refresh = await mintToken(trx, ctx, {
    keys,
    draft: { ...shared, kind: 'ort', parentId: client?.id ?? null, expiresAt: endsAt },
  });
  const expiresAt = accessEnd(createdAt, endsAt);
  const access = await mintToken(trx, ctx, {
    keys,
    draft: { ...shared, kind: 'oac', parentId: refresh.id, expiresAt },
  });
  const issued = { refreshTokenId: refresh.id, accessTokenId: access.id, endsAt };
  await recordIssue(trx, ctx, { ...minting, issued });
  return {
    accessToken: access.text,
    refreshToken: refresh.text,
    expiresInSeconds: secondsBetween(createdAt, expiresAt),
    scopes: limits.scopes,
    sender: grant.sender,
  };
};

/** What both tokens of a grant have in common. */
const draftOf = ({ grant, client, giver, limits }: Minting, createdAt: Date) => ({
  dialect: 'oauth',
  ownerId: giver.id,
  name: grant.name ?? client?.name ?? grant.grant,
  ...limits,
  binding: grant.sender,
  dialectTerms: { ...grant.dialectTerms, grant: grant.grant },
  createdAt,
});

interface Issue {
  readonly refreshTokenId: string;
  readonly accessTokenId: string;
  readonly endsAt: Date;
}

const recordIssue = (
  trx: Trx,
  ctx: Context,
  { grant, client, giver, limits, issued }: Minting & { readonly issued: Issue },
): Promise<void> =>
  recordAudit(trx, ctx, {
    action: 'token.issued',
    targetKind: 'token',
    targetId: issued.refreshTokenId,
    after: {
      owner: giver.username,
      grant: grant.grant,
      client: client?.id ?? null,
      accessTokenId: issued.accessTokenId,
      ...limits,
      binding: grant.sender?.kind ?? null,
      expiresAt: issued.endsAt,
    },
  });

/** When an access token of this time ends: no later than what it is made with. */
export const accessEnd = (createdAt: Date, endsAt: Date | null): Date =>
  new Date(Math.min(createdAt.getTime() + accessLifetimeMs, endsAt?.getTime() ?? Infinity));

/** Whole seconds, at least one: zero would mean for ever to existing clients. */
export const secondsBetween = (from: Date, to: Date): number =>
  Math.max(1, Math.floor((to.getTime() - from.getTime()) / 1_000));
