/** Finding out which client asks: by its secret, by its certificate, or, for a public one, by its word. */
import {
  type Context,
  findPresentedSecret,
  type HeldCredential,
  holdCredential,
  isRetired,
  parseToken,
  requireUse,
  tokenIdPattern,
} from '@moorgate/auth';
import { findOAuthClientById, type OAuthClientRow, type TokenCredentialRow } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { OAuthServices } from '../services.ts';
import { clientFromRow, type OAuthClient } from './client.ts';

/** What a request says of its client. */
export interface PresentedClient {
  readonly clientId: string | null;
  readonly clientSecret: string | null;
}

/** The surroundings of a request whose sender is not known yet. */
export type Surroundings = Omit<Context, 'principal'>;

/** True for what the id of a registered client looks like. */
export const isClientId = (text: string): boolean => tokenIdPattern.test(text);

/**
 * Answers which client asks. One with a secret shows it, or the certificate that is registered for it (RFC 8705, 2.2); one
 * without is taken at its word, and `isAuthenticated` is false (RFC 6749, 2.1). A secret that is none of ours costs no query.
 * Throws `client_invalid` without saying why: unknown, ended, disabled, wrong secret or none; `token_address_forbidden` for
 * a good one from elsewhere; `rate_limited` after too many wrong ones; and `service_unavailable`.
 */
export const authenticateClient = (
  ctx: Surroundings,
  services: OAuthServices,
  presented: PresentedClient,
): Promise<OAuthClient> => {
  const { clientId } = presented;
  if (clientId === null || !isClientId(clientId)) throw fault('client_invalid');
  return services.clientAttempts.attempt({ clientId, address: ctx.address }, () =>
    check(ctx, services, { clientId, clientSecret: presented.clientSecret }),
  );
};

const check = async (
  ctx: Surroundings,
  services: OAuthServices,
  { clientId, clientSecret }: { clientId: string; clientSecret: string | null },
): Promise<OAuthClient> => {
  const { tokenChecks: checks } = services;
  const secret = clientSecret === null ? null : parseSecret(clientSecret, clientId);
  const { row } = await checks.lookUp(ctx, { id: clientId });
  if (row?.kind !== 'app') throw fault('client_invalid');
  const client = await findOAuthClientById(ctx.db, clientId);
  const held =
    secret === null
      ? holdWithoutSecret(ctx, { row, client, clientId })
      : await holdBySecret(ctx, services, { row, clientId, secret });
  requireInTime(ctx, held);
  checks.onUse?.({
    tokenId: clientId,
    at: ctx.clock.now(),
    address: ctx.address,
    userAgent: ctx.userAgent ?? null,
  });
  const isAuthenticated = secret !== null || client?.is_public !== true;
  return clientFromRow(client, {
    now: ctx.clock.now(),
    principal: held.principal,
    isAuthenticated,
  });
};

type Secret = NonNullable<ReturnType<typeof parseToken>>;

const parseSecret = (text: string, clientId: string): Secret => {
  const secret = parseToken(text);
  if (secret?.kind !== 'app' || secret.id !== clientId) throw fault('client_invalid');
  return secret;
};

const holdBySecret = async (
  ctx: Surroundings,
  { tokenChecks, tokenKeys }: OAuthServices,
  shown: { row: TokenCredentialRow; clientId: string; secret: Secret },
): Promise<HeldCredential> => {
  const { row, clientId, secret } = shown;
  const version = findPresentedSecret(tokenKeys, secret, row.secrets);
  if (version === null) throw fault('client_invalid');
  if (isRetired(version, ctx.clock.now().getTime())) {
    if (row.revokedAt === null)
      await tokenChecks.onRetired?.(ctx, { tokenId: clientId, version: version.version });
    throw fault('client_invalid');
  }
  return requireHeld(holdCredential(clientId, row, version));
};

const holdWithoutSecret = (
  ctx: Surroundings,
  shown: { row: TokenCredentialRow; client: OAuthClientRow | undefined; clientId: string },
): HeldCredential => {
  const { row, client, clientId } = shown;
  const thumbprint = ctx.peerCertificateThumbprint ?? null;
  const hasCertificate = thumbprint !== null && client?.certificate_thumbprint === thumbprint;
  if (!hasCertificate && client?.is_public !== true) throw fault('client_invalid');
  return requireHeld(holdCredential(clientId, row, { expiresAtMs: null }));
};

const requireHeld = (held: HeldCredential | null): HeldCredential => {
  if (held === null) throw fault('client_invalid');
  return held;
};

const requireInTime = (ctx: Surroundings, held: HeldCredential): void => {
  const nowMs = ctx.clock.now().getTime();
  if (nowMs < held.notBeforeMs || nowMs >= held.expiresAtMs) throw fault('client_invalid');
  requireUse(held, { nowMs, address: ctx.address });
};
