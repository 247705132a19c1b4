/** The token of whoever asks for what a factory has: operations, sources or containers, whichever door it comes to. */
import {
  authenticateToken,
  type Context,
  type TokenChecks,
  type UserPrincipal,
} from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { type Credentials, readAuthorization } from '@moorgate/http';

/** The headers that hold it; the first one counts where both are sent. */
export const factoryTokenHeaders = ['osf-token', 'authorization'] as const;

/** A text that was presented as a token, and what is known of the request that it came with. */
export interface PresentedSecret extends Pick<Credentials, 'isRepeated'> {
  readonly text: string;
  readonly userAgent: string | null;
}

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
 * The text of the token: that of `OSF-TOKEN`, else that of `Authorization` (Bearer, plain or in base64; Basic with any user
 * name, or without a colon); null where neither is sent. Nothing is looked up. Throws `credentials_invalid` for a header of
 * another form.
 */
export const readFactorySecret = (headers: Credentials['headers']): string | null => {
  const own = headers['osf-token']?.trim() ?? '';
  return own === '' ? tokenOf(headers['authorization']) : own;
};

/**
 * Whose token this is. API tokens, tokens of service accounts and OAuth access tokens are taken alike; one that is bound to a
 * key is not, since no client of these doors shows one. Throws `credentials_invalid`, for a text that is no token without a
 * query, `token_address_forbidden` and `service_unavailable`.
 */
export const authenticateFactorySecret = (
  ctx: Omit<Context, 'principal'>,
  { tokenChecks }: { readonly tokenChecks: TokenChecks },
  { text, userAgent, isRepeated = false }: PresentedSecret,
): Promise<UserPrincipal> => {
  const presented = { text, kinds: ['pat', 'svc', 'oac'], userAgent, isRepeated } as const;
  return authenticateToken(ctx, tokenChecks, presented);
};
