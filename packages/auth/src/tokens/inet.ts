/** Addresses of clients as PostgreSQL takes them. */
import { isIP } from 'node:net';

/** An address as the type `inet` takes it, without the zone of a link-local one; null for what is no address. */
export const inetOf = (address: string | null): string | null => {
  const plain = address?.replace(/%.*$/, '') ?? '';
  return isIP(plain) === 0 ? null : plain;
};
