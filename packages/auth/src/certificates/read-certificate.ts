/** Reads an X.509 certificate (RFC 5280, 4.1) out of its bytes, strictly and without making key objects. */
import {
  constructed,
  type DerCursor,
  type DerElement,
  fieldsOf,
  finish,
  malformed,
  primitive,
  readBitString,
  readInteger,
  readSmallInteger,
  readWhole,
  sliceOf,
  tag,
  take,
  takeAny,
  takeIf,
} from './der.ts';
import { readOid } from './object-identifiers.ts';
import { type Extensions, noExtensions, readExtensions } from './read-extensions.ts';
import { type NameAttributes, readName } from './read-name.ts';
import { type PublicKey, readPublicKey } from './read-public-key.ts';
import { readTime } from './read-time.ts';

/** Whom a certificate speaks of, and when. */
export interface CertificateSubject extends NameAttributes {
  /** The SubjectPublicKeyInfo in DER. */
  readonly spki: Buffer;
  /** Milliseconds since 1970; both ends belong to the validity. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** A certificate as it stands there: nothing in it has been verified. Buffers are views on the bytes that were read. */
export interface ParsedCertificate extends CertificateSubject, Extensions {
  readonly raw: Buffer;
  /** The content of the INTEGER: big-endian, in two's complement. */
  readonly serialNumber: Buffer;
  /** The DER Names, for comparing octet by octet. */
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: PublicKey;
  readonly signatureAlgorithm: string;
  /** The AlgorithmIdentifier of the signature in DER, parameters included. */
  readonly signatureAlgorithmIdentifier: Buffer;
}

/** RFC 5280, 4.1.2.2: up to 20 octets, and one more where the highest bit of 160 random ones is set. */
const serialNumberOctetsMax = 21;

/** 0 for version 1, which is the default and not encoded, 2 for version 3. */
const readVersion = (fields: DerCursor): number => {
  const wrapper = takeIf(fields, constructed(0));
  if (wrapper === null) return 0;
  const inner = fieldsOf(wrapper);
  const version = readSmallInteger(take(inner, tag.integer));
  finish(inner);
  if (version !== 1 && version !== 2) throw malformed('its version does not exist');
  return version;
};

const readSerialNumber = (element: DerElement): Buffer => {
  const serialNumber = readInteger(element);
  if (serialNumber.length > serialNumberOctetsMax) throw malformed('its serial number is too long');
  return serialNumber;
};

const readValidity = (element: DerElement): { notBeforeMs: number; notAfterMs: number } => {
  const fields = fieldsOf(element);
  const notBefore = takeAny(fields);
  const notAfter = takeAny(fields);
  finish(fields);
  if (notBefore === null || notAfter === null) throw malformed('its validity is incomplete');
  return { notBeforeMs: readTime(notBefore), notAfterMs: readTime(notAfter) };
};

/** The unique identifiers (version 2 on) and the extensions (version 3), RFC 5280, 4.1.2.8 and 4.1.2.9. */
const readTail = (fields: DerCursor, version: number): Extensions => {
  const issuerId = takeIf(fields, primitive(1));
  const subjectId = takeIf(fields, primitive(2));
  if (version < 1 && (issuerId ?? subjectId) !== null)
    throw malformed('version 1 has no identifiers');
  const wrapper = takeIf(fields, constructed(3));
  finish(fields);
  if (wrapper === null) return noExtensions;
  if (version !== 2) throw malformed('only version 3 has extensions');
  const inner = fieldsOf(wrapper);
  const list = take(inner, tag.sequence);
  finish(inner);
  return readExtensions(list);
};

/** The object identifier of an AlgorithmIdentifier (RFC 5280, 4.1.1.2). Throws `certificate_malformed`. */
export const readAlgorithm = (element: DerElement): string => {
  const fields = fieldsOf(element);
  const algorithm = readOid(take(fields, tag.objectIdentifier));
  takeAny(fields);
  finish(fields);
  return algorithm;
};

/**
 * Reads no more than whom a certificate speaks of, and when. For bytes that `readCertificate` has read before: what it
 * asks of the rest is not asked again. Throws `certificate_malformed`.
 */
export const readSubject = (raw: Buffer): CertificateSubject => {
  const fields = fieldsOf(take(fieldsOf(readWhole(raw, tag.sequence)), tag.sequence));
  takeIf(fields, constructed(0));
  take(fields, tag.integer);
  // The algorithm of the signature, and the issuer.
  take(fields, tag.sequence);
  take(fields, tag.sequence);
  const validity = readValidity(take(fields, tag.sequence));
  const names = readName(take(fields, tag.sequence));
  return { ...names, ...validity, spki: sliceOf(take(fields, tag.sequence)) };
};

const readTbsCertificate = (tbs: DerElement) => {
  const fields = fieldsOf(tbs);
  const version = readVersion(fields);
  const serialNumber = readSerialNumber(take(fields, tag.integer));
  const algorithm = take(fields, tag.sequence);
  const issuer = sliceOf(take(fields, tag.sequence));
  const validity = readValidity(take(fields, tag.sequence));
  const subject = take(fields, tag.sequence);
  const spki = take(fields, tag.sequence);
  return {
    serialNumber,
    signatureAlgorithm: readAlgorithm(algorithm),
    signatureAlgorithmIdentifier: sliceOf(algorithm),
    issuer,
    ...validity,
    subject: sliceOf(subject),
    ...readName(subject),
    spki: sliceOf(spki),
    publicKey: readPublicKey(spki),
    ...readTail(fields, version),
  };
};

/**
 * Reads a certificate in DER (RFC 5280, 4.1): every length, tag and order is checked, nothing may follow, the algorithm
 * inside and outside of the signed part is the same, and no extension comes twice. Throws `certificate_malformed` and
 * nothing else, whatever the bytes are.
 */
export const readCertificate = (raw: Buffer): ParsedCertificate => {
  const fields = fieldsOf(readWhole(raw, tag.sequence));
  const tbs = take(fields, tag.sequence);
  const algorithm = take(fields, tag.sequence);
  const signature = take(fields, tag.bitString);
  finish(fields);
  readBitString(signature);
  const parsed = readTbsCertificate(tbs);
  if (!sliceOf(algorithm).equals(parsed.signatureAlgorithmIdentifier)) {
    throw malformed('its two signature algorithms differ');
  }
  return { raw, ...parsed };
};

/** The DER Name of the subject of a certificate, for comparing octet by octet. Throws `certificate_malformed`. */
export const subjectOfCertificate = (raw: Buffer): Buffer => readCertificate(raw).subject;

/** The SubjectPublicKeyInfo of a certificate in DER. Throws `certificate_malformed`. */
export const publicKeyOfCertificate = (raw: Buffer): Buffer => readSubject(raw).spki;
