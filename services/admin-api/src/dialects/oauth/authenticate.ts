/** Who asks: an access token or another token of the native API, where a client does not prove who it is otherwise. */
import { authenticateToken, type Context, type UserPrincipal } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { type Credentials, readAuthorization } from '@moorgate/http';
import { possessionFor } from '../../possession.ts';
import type { OAuthParts } from './context.ts';

/** Takes `Authorization: Bearer` or `DPoP`. Throws `credentials_required` and `credentials_invalid`. */
export const authenticateOAuth = async (
  ctx: Omit<Context, 'principal'>,
  { tokenChecks, ownOrigin }: Pick<OAuthParts, 'tokenChecks' | 'ownOrigin'>,
  credentials: Credentials,
): Promise<UserPrincipal> => {
  const { headers, isRepeated = false } = credentials;
  const authorization = readAuthorization(headers['authorization']);
  if (authorization === null) throw fault('credentials_required');
  const { scheme } = authorization;
  if (scheme !== 'bearer' && scheme !== 'dpop') throw fault('credentials_invalid');
  return authenticateToken(ctx, tokenChecks, {
    text: authorization.token,
    kinds: ['pat', 'svc', 'oac'],
    userAgent: headers['user-agent'] ?? null,
    possession: possessionFor(ctx, ownOrigin, { credentials, scheme }),
    isRepeated,
  });
};
