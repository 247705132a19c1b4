/** The grant type of token exchange (RFC 8693): a narrower token in place of one that a client was shown. */
import {
  type Context,
  type HeldCredential,
  isOver,
  limitsOf,
  intersectLimits,
  intersectScopes,
  isNothing,
  listScopes,
  mintToken,
  recordAudit,
  requireUse,
  type Scope,
  scopeSet,
  type SenderBinding,
} from '@moorgate/auth';
import { inTransaction, lockActiveAccountById, lockTokenById, type TokenRow } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { OAuthClient } from '../clients/client.ts';
import type { OAuthServices } from '../services.ts';
import { readToken, type ShownToken } from '../tokens/read-token.ts';
import type { GrantRequest, GrantType, IssuedGrant } from './grant.ts';
import { accessEnd, secondsBetween } from './issue-grant.ts';
import { chooseScopes } from './requested-scopes.ts';

/** The value of `grant_type`, and the only type of token that is exchanged and issued (RFC 8693, 3). */
export const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

const exchanged = ['oac', 'pat', 'svc'] as const;

/** A token that a request shows, still good. */
type LiveToken = ShownToken & { readonly held: HeldCredential };

/**
 * Exchanges an access token for one that may do no more than that one and the client, for no other groups and from no other
 * networks, and dies with it and no later. Who acts is said in `act`: the holder of the actor token, else the client, before
 * whoever acted before (RFC 8693, 4.1). A token that is bound to a key is exchanged with that key alone, and what is issued
 * is bound to it. There is no refresh token: whoever needs another one has the subject token. Throws `grant_invalid` for a
 * token that is not good, `oauth_request_invalid`, `oauth_scope_invalid` and `client_unauthorized`.
 */
export const tokenExchangeGrant: GrantType = {
  clients: 'registered',
  issue: async (ctx, services, request) => {
    const { client, parameters, sender } = request;
    if (client?.isAuthenticated !== true)
      throw fault('client_unauthorized', { detail: 'A public client exchanges no tokens.' });
    requireAccessToken(parameters, 'requested_token_type', { isOptional: true });
    requireNoTarget(parameters);
    const subject = await readLive(ctx, services, { request, name: 'subject_token' });
    const actor =
      parameters['actor_token'] === undefined
        ? null
        : await readLive(ctx, services, { request, name: 'actor_token' });
    const binding = bindingFor(subject, sender);
    const scopes = chooseScopes(request.scopes, commonScopes(subject, client));
    if (scopes.length === 0) throw fault('oauth_scope_invalid');
    return exchange({ ...ctx, principal: client.principal }, services, {
      client,
      subject,
      actor,
      binding,
      scopes,
    });
  },
};

/** Throws `oauth_request_invalid`. */
const requireAccessToken = (
  parameters: GrantRequest['parameters'],
  name: string,
  { isOptional }: { readonly isOptional: boolean },
): void => {
  const type = parameters[name];
  if (type === accessTokenType || (isOptional && type === undefined)) return;
  throw fault('oauth_request_invalid', { detail: `${name} must be ${accessTokenType}` });
};

/** There is one place that tokens are for: this server (RFC 8693, 2.1). */
const requireNoTarget = (parameters: GrantRequest['parameters']): void => {
  for (const name of ['resource', 'audience'])
    if (parameters[name] !== undefined)
      throw fault('target_invalid', { detail: `There are no tokens for a ${name}.` });
};

/** Throws `grant_invalid` and `oauth_request_invalid`. */
const readLive = async (
  ctx: Omit<Context, 'principal'>,
  services: OAuthServices,
  {
    request,
    name,
  }: { readonly request: GrantRequest; readonly name: 'subject_token' | 'actor_token' },
): Promise<LiveToken> => {
  const text = request.parameters[name];
  if (text === undefined) throw fault('oauth_request_invalid', { detail: `${name} is missing` });
  requireAccessToken(request.parameters, `${name}_type`, { isOptional: false });
  const shown = await readToken(ctx, services, { text, kinds: exchanged });
  if (shown === null || shown.held === null) throw fault('grant_invalid', { detail: name });
  const { held } = shown;
  requireUse(held, { nowMs: ctx.clock.now().getTime(), address: ctx.address });
  // A number of uses would be multiplied.
  if (held.hasMaxUses) throw fault('grant_invalid', { detail: `${name} has a number of uses` });
  return { ...shown, held };
};

/** Throws `dpop_proof_invalid`. */
const bindingFor = (
  { held: { binding } }: LiveToken,
  sender: SenderBinding | null,
): SenderBinding | null => {
  if (binding === null) return sender;
  if (sender?.kind === binding.kind && sender.value === binding.value) return binding;
  throw fault('dpop_proof_invalid', { detail: 'The token is bound to a key that is not shown.' });
};

const commonScopes = ({ held }: LiveToken, client: OAuthClient): readonly Scope[] =>
  listScopes(intersectScopes(held.principal.scopes, scopeSet(client.limits.scopes)));

interface Exchange {
  readonly client: OAuthClient;
  readonly subject: LiveToken;
  readonly actor: LiveToken | null;
  readonly binding: SenderBinding | null;
  readonly scopes: readonly Scope[];
}

/** Who acts now, before whoever acted before. */
const actOf = ({ client, subject, actor }: Exchange): Readonly<Record<string, unknown>> => {
  const before = subject.row.dialect_terms?.['act'];
  const present =
    actor === null
      ? { sub: client.principal.userId, client_id: client.id }
      : { sub: actor.held.principal.userId, username: actor.held.principal.username };
  return before === undefined ? present : { ...present, act: before };
};

const exchange = (ctx: Context, services: OAuthServices, wanted: Exchange): Promise<IssuedGrant> =>
  inTransaction(ctx.db, async (trx) => {
    const { client, subject, binding, scopes } = wanted;
    if (!(await lockActiveAccountById(trx, subject.row.owner_id))) throw fault('grant_invalid');
    const row = requireLive(await lockTokenById(trx, subject.row.id), ctx);
    const createdAt = ctx.clock.now();
    const expiresAt = accessEnd(createdAt, earlier(row.expires_at, client.expiresAt));
    const limits = { ...intersectLimits(limitsOf(row), client.limits), scopes };
    if (isNothing(limits)) throw fault('oauth_scope_invalid');
    const act = actOf(wanted);
    const { id, text } = await mintToken(trx, ctx, {
      keys: services.tokenKeys,
      draft: {
        ...limits,
        kind: 'oac',
        dialect: 'oauth',
        dialectTerms: { grant: tokenExchange, client: client.id, act },
        ownerId: row.owner_id,
        name: client.name,
        binding,
        parentId: row.id,
        createdAt,
        expiresAt,
      },
    });
    await recordAudit(trx, ctx, {
      action: 'token.exchanged',
      targetKind: 'token',
      targetId: id,
      after: { owner: row.owner, subject: row.id, client: client.id, act, ...limits, expiresAt },
    });
    const expiresInSeconds = secondsBetween(createdAt, expiresAt);
    const issued = { accessToken: text, refreshToken: null, expiresInSeconds, scopes };
    return { ...issued, sender: binding, issuedTokenType: accessTokenType };
  });

/** A revocation of the subject comes before, or finds what is issued here. */
const requireLive = (row: TokenRow | undefined, { clock }: Context): TokenRow => {
  const isLive =
    row !== undefined &&
    row.revoked_at === null &&
    row.disabled_at === null &&
    !isOver(row, clock.now());
  if (!isLive) throw fault('grant_invalid');
  return row;
};

const earlier = (one: Date | null, other: Date | null): Date | null => {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
};
