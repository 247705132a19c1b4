/** A token for a password: a session that lasts no longer than it takes to make one. */
import { answerOf, type ApiClient, ApiError, type components } from '@moorgate/client';
import { withSecret } from '../remote/with-secret.ts';
import type { Terminal } from '../terminal.ts';

/** Where the token is made. */
export interface TokenMaker {
  readonly terminal: Terminal;
  /** A client that sends these headers. */
  open(headers: Readonly<Record<string, string>>): ApiClient;
}

/** Whose token it is, and what it may do. */
export interface TokenWish {
  readonly username: string;
  readonly password: string;
  /** Of the second factor, or a recovery code; asked for when the server wants one. */
  readonly code: string | undefined;
  /** All that the user may, unless said. */
  readonly scopes: readonly string[] | undefined;
  readonly name: string;
  /** In Unix seconds. */
  readonly expiresAt: number;
}

/** The credential of a session, as a browser sends it back (RFC 6265, section 5.4). */
const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0]!)
    .join('; ');

/** Six digits are what an authenticator shows; everything else is a recovery code. */
const secondFactor = (code: string | undefined) => {
  if (code === undefined) return {};
  return /^\d{6}$/.test(code) ? { 'one-time-code': code } : { 'recovery-code': code };
};

const startSession = async (
  { terminal, open }: TokenMaker,
  { username, password, code }: TokenWish,
): Promise<string> => {
  const attempt = async (second: string | undefined): Promise<string> => {
    const body = { username, password, ...secondFactor(second) };
    const { response } = await open({}).POST('/sessions', { body });
    return cookiesOf(response);
  };
  try {
    return await attempt(code);
  } catch (error) {
    const isAskedFor = error instanceof ApiError && error.problem.code === 'second_factor_required';
    if (!isAskedFor || code !== undefined) throw error;
    return await attempt(
      (await terminal.ask('Code of the second factor, or a recovery code: ')).trim(),
    );
  }
};

/**
 * Logs in, makes a token, and logs out again, so that nothing is left but the token. Throws what the client throws, and
 * whatever asking for a code does.
 */
export const makeToken = async (
  maker: TokenMaker,
  wish: TokenWish,
): Promise<components['schemas']['IssuedToken']> => {
  const cookie = await startSession(maker, wish);
  // A session acts for pages of the server's own; `none` says that a person asked for this themselves (Fetch Metadata).
  const client = maker.open({ Cookie: cookie, 'Sec-Fetch-Site': 'none' });
  try {
    const scopes = wish.scopes ?? (await answerOf(client.GET('/self'))).scopes;
    const body = { name: wish.name, scopes: [...scopes], 'expires-at': wish.expiresAt };
    return withSecret(await answerOf(client.POST('/tokens', { body })));
  } finally {
    await client.DELETE('/sessions/self').catch(() => undefined);
  }
};
