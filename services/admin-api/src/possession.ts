/** Whether a request shows the key that its token is bound to, for every dialect that takes tokens in `Authorization`. */
import type { Context, Possession } from '@moorgate/auth';
import type { Credentials } from '@moorgate/http';
import { possessionOf } from '@moorgate/oauth';
import type { OwnOrigin } from './same-origin.ts';

/** How a token came: the scheme of `Authorization`, or another header. */
export type TokenScheme = 'bearer' | 'dpop' | 'other';

/**
 * Makes the check for the token of a request. It is left out where the request shows no key at all: a token that is bound to
 * one is refused then, and every other one costs nothing.
 */
export const possessionFor = (
  ctx: Omit<Context, 'principal'>,
  ownOrigin: Pick<OwnOrigin, 'of'>,
  { credentials, scheme }: { readonly credentials: Credentials; readonly scheme: TokenScheme },
): Possession | undefined => {
  const { headers, method, path, isRepeated } = credentials;
  const hasCertificate = ctx.peerCertificateThumbprint != null;
  if (scheme !== 'dpop' && !hasCertificate) return undefined;
  const url = `${ownOrigin.of(headers['host'])}${path}`;
  return possessionOf(ctx, { scheme, method, url, proof: headers['dpop'], isRepeated });
};
