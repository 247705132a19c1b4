/** Who asks: a token, in one of two headers. */
import { authenticateToken, type Context, type UserPrincipal } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { type Credentials, readAuthorization } from '@moorgate/http';
import type { FoundriesServices } from './context.ts';

/** Every token of ours begins so, and no base64 has an underscore. */
const ourToken = /^mgt_/;

/** Clients encode an OAuth token in base64 once more (RFC 4648, section 4); the documented form is the plain one. */
const asSent = (text: string): string => {
  const decoded = ourToken.test(text) ? '' : Buffer.from(text, 'base64').toString('latin1');
  return ourToken.test(decoded) ? decoded : text;
};

/** In a Basic credential the token is the password; where there is no colon, it is all there is, perhaps with a line feed. */
const tokenOf = (authorization: string | undefined): string | null => {
  const sent = readAuthorization(authorization);
  if (sent === null) return null;
  if (sent.scheme === 'bearer') return asSent(sent.token);
  if (sent.scheme === 'basic') return sent.password ?? sent.username.trim();
  throw fault('credentials_invalid');
};

/**
 * Takes the token of `OSF-TOKEN`, else that of `Authorization`: where both are sent, the rights of the second have no part in
 * the request. API tokens and OAuth access tokens are taken alike; one that is bound to a key is not, since no client of this
 * dialect shows one. Throws `credentials_required` and `credentials_invalid`.
 */
export const authenticateFoundries = async (
  ctx: Omit<Context, 'principal'>,
  { tokenChecks }: Pick<FoundriesServices, 'tokenChecks'>,
  { headers, isRepeated = false }: Credentials,
): Promise<UserPrincipal> => {
  const own = headers['osf-token']?.trim() ?? '';
  const text = own === '' ? tokenOf(headers['authorization']) : own;
  if (text === null) throw fault('credentials_required');
  const userAgent = headers['user-agent'] ?? null;
  const presented = { text, kinds: ['pat', 'svc', 'oac'], userAgent, isRepeated } as const;
  return authenticateToken(ctx, tokenChecks, presented);
};
