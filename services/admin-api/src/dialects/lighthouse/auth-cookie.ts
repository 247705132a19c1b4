/** The cookie `auth`, in which clients of this dialect carry their session. */
import { readCookie, type SessionCookie } from '../../session-cookie.ts';

/**
 * Its name is what those clients know. `SameSite=Lax`, since pages of theirs on other hosts lead here by links; what changes
 * something is judged by where it comes from.
 */
export const createAuthCookie = (isSecure: boolean): SessionCookie => {
  const attributes = `; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return {
    read: (header) => {
      const value = readCookie(header, 'auth');
      return value === '' ? null : value;
    },
    set: (value, expiresAt) => `auth=${value}; Expires=${expiresAt.toUTCString()}${attributes}`,
    clear: () => `auth=; Max-Age=0${attributes}`,
  };
};
