/** The cookie that a browser carries from the beginning of a login to its end. */
import { hkdfSync } from 'node:crypto';
import { openSecret, sealSecret, type SealingKeys } from '@moorgate/auth';
import { readCookie } from '../session-cookie.ts';
import type { LoginChecks } from './login-provider.ts';

/** A login that was begun. */
export interface LoginTransaction extends LoginChecks {
  readonly provider: string;
  /** Where the browser goes when it is over; a path of this site. */
  readonly returnTo: string;
  /** In milliseconds since 1970. */
  readonly expiresAtMs: number;
  /** The session that links an identity; null for a login. */
  readonly linking: { readonly userId: string; readonly sessionId: string } | null;
}

/** Writes and reads it. */
export interface LoginCookie {
  /** The `Set-Cookie` header that begins the login. */
  set(transaction: LoginTransaction): string;
  /** What is in a `Cookie` header; null without one of ours, or when it was altered. Its time is not looked at. */
  read(header: string | undefined): LoginTransaction | null;
  /** The `Set-Cookie` header that ends it. */
  clear(): string;
}

/** How long a person has to log in at the provider. */
export const loginLifetimeMs = 600_000;

/** Not one of a table: the place of the sealed text is the cookie. */
const place = { table: 'cookie', row: 'login' };

/**
 * `__Host-moorgate-login` over HTTPS, sealed with keys that are derived from the sealing keys for this alone (HKDF, RFC
 * 5869), so that whoever writes down what a browser sends learns neither nonce nor PKCE secret. It is `SameSite=Lax`: the
 * browser comes back from another site. No table has to know it, since whoever could send it twice could send it once: a
 * code of the provider is good for one use (RFC 6749, 4.1.2), and only together with the PKCE secret in this cookie.
 */
export const createLoginCookie = (sealingKeys: SealingKeys, isSecure: boolean): LoginCookie => {
  const keys = deriveKeys(sealingKeys);
  const name = isSecure ? '__Host-moorgate-login' : 'moorgate-login';
  const attributes = `; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return {
    set: (transaction) => {
      const text = Buffer.from(JSON.stringify(transaction));
      const { sealed, keyVersion } = sealSecret(keys, place, text);
      const value = `${keyVersion}.${sealed.toString('base64url')}`;
      return `${name}=${value}; Max-Age=${loginLifetimeMs / 1_000}${attributes}`;
    },
    read: (header) => {
      const value = readCookie(header, name);
      const match = /^([1-9][0-9]{0,8})\.([\w-]+)$/.exec(value ?? '');
      if (match === null) return null;
      const sealed = Buffer.from(match[2]!, 'base64url');
      try {
        const text = openSecret(keys, place, { sealed, keyVersion: Number(match[1]) });
        return JSON.parse(text.toString()) as LoginTransaction;
      } catch {
        return null;
      }
    },
    clear: () => `${name}=; Max-Age=0${attributes}`,
  };
};

const deriveKeys = ({ currentVersion, keys }: SealingKeys): SealingKeys => ({
  currentVersion,
  keys: new Map(
    [...keys].map(([version, key]) => [
      version,
      Buffer.from(hkdfSync('sha256', key, '', 'login cookie', key.length)),
    ]),
  ),
});
