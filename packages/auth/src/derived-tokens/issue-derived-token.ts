/** Making a token of a dialect that shows it again, or finding one that will do. */
import {
  type DerivedForm,
  type DialectTerms,
  type DialectTokenRow,
  listUsableDialectTokens,
  lockUserPasswordById,
  type TokenRow,
  type Trx,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Scope } from '../scopes/catalogue.ts';
import { intersectScopes, listScopes, scopeSet } from '../scopes/scope-set.ts';
import { inherited, lockAsking } from '../tokens/issue-token.ts';
import { mintToken } from '../tokens/mint-token.ts';
import { limitsOf, type TokenLimits } from '../tokens/token-limits.ts';
import { addDerivedVersion } from './add-derived-version.ts';
import {
  type DerivedToken,
  derivedTokenFrom,
  mayHold,
  type DerivedTokenServices,
  type UserContext,
  wholeText,
} from './derived-token.ts';

/** What a token of a dialect shall be. */
export interface DerivedTokenRequest {
  readonly dialect: string;
  readonly form: DerivedForm;
  /** What the native list of tokens calls it. */
  readonly name: string;
  readonly note: string | null;
  /** What it may do at most; it gets what whoever asks holds of it now. */
  readonly scopes: readonly Scope[];
  readonly terms: DialectTerms | null;
  /** How long it lives; null: until it is revoked. */
  readonly lifetimeSeconds: number | null;
  /** When one that there is will do; null: never. */
  readonly reuse: ReuseRule | null;
}

/** Which tokens will do: of the same terms, and whatever is named here. */
export interface ReuseRule {
  /** Those with this note; whatever the note unless given. */
  readonly note?: string | undefined;
  /** Those that live for more than so many seconds. */
  readonly remainingSecondsMin: number;
}

/** The token, and whether it was there before. Its text is whole, whatever is shown later. */
export interface IssuedDerivedToken {
  readonly token: DerivedToken;
  readonly isReused: boolean;
}

/** How many of the newest tokens are looked at for one that will do. */
const candidatesMax = 10;

/**
 * Issues a token for the account of the person who asks. One that is made with another token has at most the rights of that
 * one, takes over what it is limited to, ends no later, and is revoked with it. Where one that there is will do, that one is
 * answered; if its text is not shown again, or cannot be made again, with another secret, of which five live at once. Throws `token_uses_bounded`,
 * and `credentials_invalid` when what asks, or its owner’s account, was ended meanwhile.
 */
export const issueDerivedToken = (
  ctx: UserContext,
  services: DerivedTokenServices,
  request: DerivedTokenRequest,
): Promise<IssuedDerivedToken> =>
  commitChange(ctx, async (trx, announce) => {
    // Locked, so that two who ask at once for the same end up with one.
    const account = await lockUserPasswordById(trx, ctx.principal.userId);
    if (account === undefined) throw fault('credentials_invalid');
    const parent = await lockParent(trx, ctx);
    const wanted: Issuance = { services, request, limits: limitsFor(ctx, request, parent), parent };
    const present = await findReusable(trx, ctx, wanted);
    if (present === null) return { token: await issue(trx, ctx, wanted), isReused: false };
    const { revealsTokens, derivationKeys } = services;
    const token =
      revealsTokens && wholeText(derivationKeys, present) !== null
        ? derivedTokenFrom(services, null)(present)
        : await addDerivedVersion(trx, ctx, {
            services,
            token: present,
            form: request.form,
            announce,
          });
    return { token, isReused: true };
  });

/** The token that asks, locked; null for a login. A password has no row, and was proved a moment ago. */
const lockParent = async (trx: Trx, ctx: UserContext): Promise<TokenRow | null> => {
  const { kind, tokenId } = ctx.principal.credential;
  if (kind === 'password') return null;
  const asking = await lockAsking(trx, ctx, tokenId);
  return kind === 'token' ? asking : null;
};

const limitsFor = (
  { principal }: UserContext,
  { scopes }: DerivedTokenRequest,
  parent: TokenRow | null,
): TokenLimits => {
  const held = intersectScopes(scopeSet(scopes), principal.scopes);
  const given = parent === null ? held : intersectScopes(held, scopeSet(parent.scopes));
  return { ...inherited(parent), scopes: listScopes(given) };
};

interface Issuance {
  readonly services: DerivedTokenServices;
  readonly request: DerivedTokenRequest;
  readonly limits: TokenLimits;
  readonly parent: TokenRow | null;
}

const issue = async (
  trx: Trx,
  ctx: UserContext,
  { services, request, limits, parent }: Issuance,
): Promise<DerivedToken> => {
  const { dialect, form, name, note, terms } = request;
  const createdAt = ctx.clock.now();
  const expiresAt = expiryFor(createdAt, request.lifetimeSeconds, parent);
  const { userId: ownerId, username } = ctx.principal;
  const parentId = parent?.id ?? null;
  const origin = { kind: 'pat', ownerId, parentId, createdAt, expiresAt } as const;
  const { id, text } = await mintToken(trx, ctx, {
    keys: services.tokenKeys,
    draft: { ...origin, ...limits, dialect, dialectTerms: terms, name, note },
    derivation: { keys: services.derivationKeys, form },
  });
  await recordAudit(trx, ctx, {
    action: 'token.issued',
    targetKind: 'token',
    targetId: id,
    after: { owner: username, dialect, terms, name, note, ...limits, expiresAt },
  });
  return { id, text, note, terms, createdAt, expiresAt, lastUsedAt: null };
};

const expiryFor = (
  createdAt: Date,
  lifetimeSeconds: number | null,
  parent: TokenRow | null,
): Date | null => {
  const own = lifetimeSeconds === null ? Infinity : createdAt.getTime() + lifetimeSeconds * 1_000;
  const end = Math.min(own, parent?.expires_at?.getTime() ?? Infinity);
  return end === Infinity ? null : new Date(end);
};

/** The newest token that will do, unless whoever asks could not have made it. */
const findReusable = async (
  trx: Trx,
  ctx: UserContext,
  { request, parent }: Issuance,
): Promise<DialectTokenRow | null> => {
  const { reuse, dialect, terms } = request;
  if (reuse === null) return null;
  const now = ctx.clock.now();
  const owner = { ownerId: ctx.principal.userId, dialect };
  const rows = await listUsableDialectTokens(trx, owner, {
    now,
    limit: candidatesMax,
    terms,
    ...(reuse.note === undefined ? {} : { note: reuse.note }),
  });
  const asking = parent === null ? null : limitsOf(parent);
  const livesOn = ({ expires_at: end }: DialectTokenRow): boolean =>
    end === null || end.getTime() - now.getTime() > reuse.remainingSecondsMin * 1_000;
  return rows.find((row) => livesOn(row) && mayHold(asking, row)) ?? null;
};
