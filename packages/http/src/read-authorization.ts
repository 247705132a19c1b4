/** Reads the `Authorization` header in the schemes that dialects know (RFC 9110, section 11.6.2). */
import { fault } from '@moorgate/errors';

/** What the header holds; `other` for a scheme that no dialect knows. */
export type Authorization =
  /** RFC 6750, section 2.1. */
  | { readonly scheme: 'bearer'; readonly token: string }
  /** RFC 9449, section 7.1. */
  | { readonly scheme: 'dpop'; readonly token: string }
  /** RFC 7617; the password is null where there is no colon, as some clients send a token alone. */
  | { readonly scheme: 'basic'; readonly username: string; readonly password: string | null }
  | { readonly scheme: 'other' };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const base64Pattern = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3}={0,2})?$/;

const readBasic = (encoded: string): Authorization => {
  if (!base64Pattern.test(encoded)) throw fault('credentials_invalid');
  try {
    const text = utf8.decode(Buffer.from(encoded, 'base64'));
    const colon = text.indexOf(':');
    return colon < 0
      ? { scheme: 'basic', username: text, password: null }
      : { scheme: 'basic', username: text.slice(0, colon), password: text.slice(colon + 1) };
  } catch {
    throw fault('credentials_invalid');
  }
};

/**
 * What an `Authorization` header holds; null for none, and for an empty one. The scheme is compared without regard to case.
 * Throws `credentials_invalid` for a known scheme whose credentials have another form, and for a Basic whose text is no UTF-8.
 */
export const readAuthorization = (header: string | undefined): Authorization | null => {
  const text = (header ?? '').trim();
  if (text === '') return null;
  const [, name = '', credentials = ''] = /^([^ ]+)(?: +(.*))?$/s.exec(text) ?? [];
  const scheme = name.toLowerCase();
  if (scheme === 'basic') return readBasic(credentials);
  if (scheme !== 'bearer' && scheme !== 'dpop') return { scheme: 'other' };
  if (!/^[^ ]+$/.test(credentials)) throw fault('credentials_invalid');
  return { scheme, token: credentials };
};
