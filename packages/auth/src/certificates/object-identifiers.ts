/** The object identifiers that certificates of devices use, and how one is read. */
import { type DerElement, malformed } from './der.ts';

/** By the names that RFC 5280 and X.520 give them. */
export const oid = {
  commonName: '2.5.4.3',
  organizationalUnitName: '2.5.4.11',
  businessCategory: '2.5.4.15',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  anyExtendedKeyUsage: '2.5.29.37.0',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  ecdsaWithSha384: '1.2.840.10045.4.3.3',
  ecdsaWithSha512: '1.2.840.10045.4.3.4',
  mgf1: '1.2.840.113549.1.1.8',
  rsassaPss: '1.2.840.113549.1.1.10',
  sha256WithRsaEncryption: '1.2.840.113549.1.1.11',
  sha384WithRsaEncryption: '1.2.840.113549.1.1.12',
  sha512WithRsaEncryption: '1.2.840.113549.1.1.13',
  ed25519: '1.3.101.112',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
} as const;

/** One arc in base 128, the most significant digit first (X.690, 8.19.2). */
const arcOctets = (arc: number): number[] => {
  const digits = [arc & 0x7f];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
    digits.unshift((rest & 0x7f) | 0x80);
  }
  return digits;
};

const contentOfOid = (text: string): string => {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return Buffer.from([first * 40 + second, ...rest].flatMap(arcOctets)).toString('latin1');
};

/** Reading a known one is a look-up, which a certificate does a dozen times. */
const known: ReadonlyMap<string, string> = new Map(
  Object.values(oid).map((text) => [contentOfOid(text), text]),
);

const decode = (content: Buffer): string => {
  const arcs: bigint[] = [];
  let arc = 0n;
  let isWithinArc = false;
  for (const octet of content) {
    if (!isWithinArc && octet === 0x80) throw malformed('an object identifier is not minimal');
    arc = arc * 128n + BigInt(octet & 0x7f);
    isWithinArc = octet >= 0x80;
    if (isWithinArc) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [head, ...rest] = arcs;
  if (head === undefined || isWithinArc) throw malformed('an object identifier ends too early');
  const first = head < 80n ? head / 40n : 2n;
  return [first, head - first * 40n, ...rest].join('.');
};

/** Longer ones are not in use; the bound keeps the arithmetic on large arcs cheap. */
const octetsMax = 64;

/** The dotted form of an OBJECT IDENTIFIER. Throws `certificate_malformed`. */
export const readOid = (element: DerElement): string => {
  const { der, contentStart, end } = element;
  const found = known.get(der.toString('latin1', contentStart, end));
  if (found !== undefined) return found;
  if (end - contentStart > octetsMax) throw malformed('an object identifier is too long');
  return decode(der.subarray(contentStart, end));
};
