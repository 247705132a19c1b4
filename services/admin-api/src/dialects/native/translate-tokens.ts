/** Tokens between entities and the shapes of this dialect: names with hyphens, times as Unix seconds. */
import type {
  IssuedToken,
  RotatedToken,
  Token,
  TokenChange,
  TokenListRequest,
  TokenRequest,
} from '@moorgate/auth';
import type { RotatedTokenBody } from './schemas-token-lifecycle.ts';
import type {
  IssuedTokenBody,
  TokenBody,
  TokenChangeBody,
  TokenListQuery,
  TokenRequestBody,
} from './schemas-tokens.ts';

const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1_000);

const secondsOrNull = (instant: Date | null): number | null =>
  instant === null ? null : seconds(instant);

/** A moment of the wire; undefined where none was sent. */
export const toDate = (value: number | undefined): Date | undefined =>
  value === undefined ? undefined : new Date(value * 1_000);

const copyOrNull = (list: readonly string[] | null): string[] | null =>
  list === null ? null : [...list];

const toRateLimit = (
  limit: TokenRequestBody['rate-limit'],
): { perSecond: number; burst: number | undefined } | undefined =>
  limit === undefined ? undefined : { perSecond: limit['per-second'], burst: limit.burst };

const toRateLimitBody = (limit: Token['rateLimit']): TokenBody['rate-limit'] =>
  limit === null ? null : { 'per-second': limit.perSecond, burst: limit.burst };

/** What a body asks for. */
export const toTokenRequest = (body: TokenRequestBody): TokenRequest => ({
  name: body.name,
  note: body.note,
  scopes: body.scopes,
  groups: body.groups,
  cidrs: body.cidrs,
  rateLimit: toRateLimit(body['rate-limit']),
  maxUses: body['max-uses'],
  notBefore: toDate(body['not-before']),
  expiresAt: toDate(body['expires-at']),
});

/** What shall be otherwise of a token. */
export const toTokenChange = (body: TokenChangeBody): TokenChange => ({
  name: body.name,
  note: body.note,
  scopes: body.scopes,
  groups: body.groups,
  cidrs: body.cidrs,
  rateLimit: toRateLimit(body['rate-limit']),
  isDisabled: body.disabled,
});

/** What a query asks for. */
export const toTokenListRequest = (query: TokenListQuery): TokenListRequest => ({
  username: query.user,
  isOfEverybody: query['all-owners'],
  dialect: query.dialect,
  scope: query.scope,
  createdBefore: toDate(query['created-before']),
  state: query.state,
  usedSince: toDate(query['used-since']),
  unusedSince: toDate(query['unused-since']),
  search: query.search,
  limit: query.limit,
  cursor: query.cursor,
});

/** The schema `Token`. */
export const toTokenBody = (token: Token): TokenBody => ({
  id: token.id,
  kind: token.kind,
  owner: token.owner,
  dialect: token.dialect,
  state: token.state,
  name: token.name,
  note: token.note,
  scopes: [...token.scopes],
  groups: copyOrNull(token.groups),
  cidrs: copyOrNull(token.cidrs),
  'rate-limit': toRateLimitBody(token.rateLimit),
  'max-uses': token.maxUses,
  uses: token.uses,
  parent: token.parentId,
  family: token.familyId,
  'created-at': seconds(token.createdAt),
  'created-by': token.createdBy,
  'not-before': secondsOrNull(token.notBefore),
  'expires-at': secondsOrNull(token.expiresAt),
  'last-used-at': secondsOrNull(token.lastUsedAt),
  'last-used-from': token.lastUsedFrom,
  'disabled-at': secondsOrNull(token.disabledAt),
  'disabled-by': token.disabledBy,
  'disable-reason': token.disableReason,
  'revoked-at': secondsOrNull(token.revokedAt),
  'revoked-by': token.revokedBy,
  'revoke-reason': token.revokeReason,
});

/** The schema `IssuedToken`; it has a secret in it. */
export const toIssuedTokenBody = (issued: IssuedToken): IssuedTokenBody => ({
  id: issued.id,
  token: issued.token,
  owner: issued.owner,
  name: issued.name,
  note: issued.note,
  scopes: [...issued.scopes],
  groups: copyOrNull(issued.groups),
  cidrs: copyOrNull(issued.cidrs),
  'rate-limit': toRateLimitBody(issued.rateLimit),
  'max-uses': issued.maxUses,
  'created-at': seconds(issued.createdAt),
  'not-before': secondsOrNull(issued.notBefore),
  'expires-at': seconds(issued.expiresAt),
});

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A duration in milliseconds, as the schema `TokenRotation` admits it; a day unless said. */
export const toMilliseconds = (duration = '24h'): number =>
  Number(duration.slice(0, -1)) * unitMs[duration.slice(-1)]!;

/** The schema `RotatedToken`; it has a secret in it. */
export const toRotatedTokenBody = (rotated: RotatedToken): RotatedTokenBody => ({
  id: rotated.id,
  token: rotated.token,
  version: rotated.version,
  'overlap-ends-at': seconds(rotated.overlapEndsAt),
});
