/** The names that a server certificate speaks for: host names and IP addresses. */
import { isIP } from 'node:net';
import type { JsonGeneralNames } from '@peculiar/x509';
import { PkiError } from './pki-error.ts';

/** RFC 1123, 2.1, and a wildcard in front, where somebody wants one. */
const hostName =
  /^(?=.{1,253}$)(\*\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** The first name, which stands in the subject too. Throws `PkiError` when there is none or one is not a host name. */
export const firstServerName = (names: readonly string[]): string => {
  const wrong = names.find((name) => isIP(name) === 0 && !hostName.test(name));
  if (wrong !== undefined)
    throw new PkiError(`"${wrong}" is neither a host name nor an IP address.`);
  const [first] = names;
  if (first === undefined) throw new PkiError('A server certificate needs at least one host name.');
  return first;
};

/** RFC 5280, 4.2.1.6: an address is an iPAddress, everything else a dNSName. */
export const toGeneralNames = (names: readonly string[]): JsonGeneralNames =>
  names.map((value) => ({ type: isIP(value) > 0 ? 'ip' : 'dns', value }));

/** Factories are parts of paths and of scopes. */
const factoryPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Throws `PkiError` for a name that no factory can have. */
export const checkFactory = (factory: string): void => {
  if (factoryPattern.test(factory)) return;
  throw new PkiError(
    `"${factory}" cannot be the name of a factory: up to 64 letters, digits, dots, underscores and dashes, the first a letter or digit.`,
  );
};
