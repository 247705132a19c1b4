/** Writes certificates as PKCS#7 without anything signed, the form in which EST hands them out (RFC 7030, 4.1.3). */
import { constructed, tag } from './der.ts';

const lengthOctets = (length: number): Buffer => {
  if (length < 0x80) return Buffer.of(length);
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return Buffer.from([0x80 | digits.length, ...digits]);
};

const element = (identifier: number, ...contents: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(identifier), lengthOctets(content.length), content]);
};

/** pkcs7-data and pkcs7-signedData, 1.2.840.113549.1.7.1 and .2. */
const data = Buffer.from('06092a864886f70d010701', 'hex');
const signedData = Buffer.from('06092a864886f70d010702', 'hex');

/**
 * A ContentInfo with a SignedData of version 1 that has certificates, in the order given, and neither content nor signers
 * (RFC 5652, 5.1; RFC 8951, 3.2).
 */
export const encodeCertsOnly = (certificates: readonly Buffer[]): Buffer => {
  const nothing = element(tag.set);
  const version = element(tag.integer, Buffer.of(1));
  const content = element(tag.sequence, data);
  const list = element(constructed(0), ...certificates);
  const signed = element(tag.sequence, version, nothing, content, list, nothing);
  return element(tag.sequence, signedData, element(constructed(0), signed));
};
