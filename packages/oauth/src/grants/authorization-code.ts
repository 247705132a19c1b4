/** The grant type `authorization_code` (RFC 6749, 4.1.3): a code of a person's browser becomes tokens, once. */
import {
  announceTokens,
  commitChange,
  type Context,
  listScopes,
  parseToken,
  revokeWithDescendants,
  scopeSet,
  withDb,
} from '@moorgate/auth';
import {
  type AuthorizationCodeRow,
  inTransaction,
  lockAuthorizationCodeById,
  lockTokenById,
  type Trx,
  updateAuthorizationCodeAsRedeemed,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { isVerifierOf } from '../authorization-code/pkce.ts';
import type { OAuthClient } from '../clients/client.ts';
import { isGrantCodeOf, parseGrantCode, type PresentedGrantCode } from '../grant-code.ts';
import type { OAuthServices } from '../services.ts';
import type { GrantRequest, GrantType, IssuedGrant } from './grant.ts';
import { issueGrant } from './issue-grant.ts';

/**
 * Exchanges a code for what the person allowed, with the proof that whoever began is whoever ends (RFC 7636). A code that
 * comes a second time ends what it was exchanged for: one of the two who had it stole it (RFC 9700, 2.1.1). Throws
 * `oauth_request_invalid`, `grant_invalid` without saying why (unknown, over, used, of another client, for another address,
 * without its proof), and as `issueGrant` does.
 */
export const authorizationCodeGrant: GrantType = {
  clients: 'registered',
  issue: async (ctx, services, request) => {
    const { client } = request;
    if (client === null) throw fault('client_invalid');
    const code = readCode(request);
    const outcome = await inTransaction(ctx.db, (trx) =>
      exchange(trx, ctx, { services, request, client, code }),
    );
    if (outcome.kind === 'issued') return outcome.grant;
    await endReplayed(ctx, outcome.tokenIds);
    throw fault('grant_invalid');
  },
};

const readCode = ({ parameters }: GrantRequest): PresentedGrantCode => {
  for (const name of ['code', 'code_verifier'])
    if (parameters[name] === undefined)
      throw fault('oauth_request_invalid', { detail: `${name} is missing` });
  const code = parseGrantCode(parameters['code']!);
  if (code === null) throw fault('grant_invalid');
  return code;
};

interface Exchange {
  readonly services: OAuthServices;
  readonly request: GrantRequest;
  readonly client: OAuthClient;
  readonly code: PresentedGrantCode;
}

type Outcome =
  | { readonly kind: 'issued'; readonly grant: IssuedGrant }
  | { readonly kind: 'replayed'; readonly tokenIds: readonly string[] };

const exchange = async (
  trx: Trx,
  ctx: Omit<Context, 'principal'>,
  { services, request, client, code }: Exchange,
): Promise<Outcome> => {
  const row = requireOwnCode(services, await lockAuthorizationCodeById(trx, code.id), {
    client,
    code,
  });
  if (row.redeemed_at !== null) return { kind: 'replayed', tokenIds: row.token_ids };
  const now = ctx.clock.now();
  requireProof(row, request, now);
  const asClient = { ...ctx, principal: client.principal };
  const grant = await issueGrant(withDb(asClient, trx), services, {
    client,
    user: row.user_id,
    scopes: listScopes(scopeSet(row.scopes)),
    groups: null,
    sender: request.sender,
    grant: 'authorization_code',
  });
  await updateAuthorizationCodeAsRedeemed(trx, row.id, { at: now, tokenIds: idsOf(grant) });
  return { kind: 'issued', grant };
};

const idsOf = ({ accessToken, refreshToken }: IssuedGrant): readonly string[] =>
  [refreshToken, accessToken].flatMap((text) => {
    const id = text === null ? undefined : parseToken(text)?.id;
    return id === undefined ? [] : [id];
  });

/** A code of another client is none: that client’s tokens do not end because somebody else has its code. */
const requireOwnCode = (
  { tokenKeys }: Pick<OAuthServices, 'tokenKeys'>,
  row: AuthorizationCodeRow | undefined,
  { client, code }: Pick<Exchange, 'client' | 'code'>,
): AuthorizationCodeRow => {
  const isOwn =
    row !== undefined &&
    isGrantCodeOf(
      tokenKeys,
      { purpose: 'authorization code', secret: code.secret },
      { hash: row.secret_hash, keyVersion: row.key_version },
    ) &&
    row.client_id === client.id;
  if (!isOwn) throw fault('grant_invalid');
  return row;
};

/** The address need not be repeated, since the proof ties the code to whoever began; a wrong one is refused. */
const requireProof = (row: AuthorizationCodeRow, { parameters }: GrantRequest, now: Date): void => {
  const redirectUri = parameters['redirect_uri'] ?? row.redirect_uri;
  const isProven =
    now < row.expires_at &&
    redirectUri === row.redirect_uri &&
    isVerifierOf(row.code_challenge, parameters['code_verifier']!);
  if (!isProven) throw fault('grant_invalid');
};

const endReplayed = (
  surroundings: Omit<Context, 'principal'>,
  tokenIds: readonly string[],
): Promise<void> => {
  const ctx: Context = { ...surroundings, principal: { kind: 'system', name: 'code replay' } };
  return commitChange(ctx, async (trx, announce) => {
    for (const id of tokenIds) {
      if ((await lockTokenById(trx, id)) === undefined) continue;
      const reason = 'authorization code used twice';
      announceTokens(announce, await revokeWithDescendants(trx, ctx, { id, reason }));
    }
  });
};
