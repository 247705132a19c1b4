/** What an alias looks like, and which of two texts is one. */
import { fault } from '@moorgate/errors';

/** Without a slash, so that none is ever the address of an instance; without spaces at its ends. */
const aliasPattern = /^(?! )[^/\p{C}]{1,255}(?<! )$/u;
const addressPattern = /^(?! )[^\p{C}]{1,512}(?<! )$/u;

/** True for a text that may be an alias. */
export const isAlias = (text: string): boolean => aliasPattern.test(text);

/** Passes for an alias. Throws `invalid_request`. */
export const checkAlias = (alias: string, pointer: string): void => {
  if (isAlias(alias)) return;
  const message = 'must be 1 to 255 characters without a slash, without spaces at its ends';
  throw fault('invalid_request', { issues: [{ pointer, message }] });
};

/** Passes for an address that an alias may stand for, registered or not. Throws `invalid_request`. */
export const checkAliasedAddress = (address: string): void => {
  if (addressPattern.test(address)) return;
  const message = 'must be 1 to 512 characters, without spaces at its ends';
  throw fault('invalid_request', { issues: [{ pointer: '/body', message }] });
};

/** The two texts of a request that sets an alias. */
export interface AliasTexts {
  readonly inPath: string;
  readonly inBody: string;
}

const looksLikeAddress = (text: string): boolean => /[:/]/.test(text);

/**
 * Which is which: the alias stands in the path and the address in the body, but older clients send them the other way
 * around. They do where the path is a known address, or looks like one and the body does not.
 */
export const orient = (
  { inPath, inBody }: AliasTexts,
  isKnownAddress: boolean,
): { readonly alias: string; readonly address: string } => {
  const isReversed = isKnownAddress || (looksLikeAddress(inPath) && !looksLikeAddress(inBody));
  return isReversed ? { alias: inBody, address: inPath } : { alias: inPath, address: inBody };
};

/** The alias that an instance gets from that of its beacon; null where it would be none. */
export const instanceAlias = (beaconAlias: string, name: string): string | null => {
  const alias = `${beaconAlias}.${name}`;
  return name !== '' && isAlias(alias) ? alias : null;
};
