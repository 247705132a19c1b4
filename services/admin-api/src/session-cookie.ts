/** The cookie of a session. */

/** Reads and writes the cookie; how it is called depends on how browsers reach the server. */
export interface SessionCookie {
  /** The value in a `Cookie` header; null without one. */
  read(header: string | undefined): string | null;
  /** The `Set-Cookie` header that begins a session. */
  set(value: string, expiresAt: Date): string;
  /** The `Set-Cookie` header that ends it. */
  clear(): string;
}

/** The value of a cookie in a `Cookie` header; null without one. */
export const readCookie = (header: string | undefined, name: string): string | null => {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  const pair = pairs.find((candidate) => candidate.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) ?? null;
};

/**
 * `__Host-moorgate-session` over HTTPS: browsers take that name only with `Secure`, without `Domain` and for the whole
 * site (RFC 6265bis, section 4.1.3), so no other host can plant it. Plain HTTP, which is for loopback, cannot have it.
 */
export const createSessionCookie = (isSecure: boolean): SessionCookie => {
  const name = isSecure ? '__Host-moorgate-session' : 'moorgate-session';
  const attributes = `; Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  return {
    read: (header) => readCookie(header, name),
    set: (value, expiresAt) => `${name}=${value}; Expires=${expiresAt.toUTCString()}${attributes}`,
    clear: () => `${name}=; Max-Age=0${attributes}`,
  };
};
