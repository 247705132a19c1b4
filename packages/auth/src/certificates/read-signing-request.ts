/** Reads a certificate signing request (PKCS#10, RFC 2986) out of its bytes, strictly, and checks its signature. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { DomainError, fault } from '@moorgate/errors';
import {
  constructed,
  type DerCursor,
  fieldsOf,
  finish,
  malformed,
  readBitString,
  readSmallInteger,
  readWhole,
  sliceOf,
  tag,
  take,
  takeIf,
} from './der.ts';
import { describeKey, isStrongKey } from './key-strength.ts';
import { oid } from './object-identifiers.ts';
import { readAlgorithm } from './read-certificate.ts';
import { type NameAttributes, readName } from './read-name.ts';
import { type PublicKey, readPublicKey } from './read-public-key.ts';

/** A request whose sender holds the private key of the key that it shows. Buffers are views on the bytes that were read. */
export interface SigningRequest extends NameAttributes {
  readonly raw: Buffer;
  /** The DER Name, for comparing octet by octet. */
  readonly subject: Buffer;
  /** The SubjectPublicKeyInfo in DER. */
  readonly spki: Buffer;
  readonly publicKey: PublicKey;
}

interface ReadRequest extends SigningRequest {
  /** What was signed, how, and the signature. */
  readonly signed: Buffer;
  readonly signatureAlgorithm: string;
  readonly signature: Buffer;
}

/** RFC 2986, 4.1. Attributes ask for extensions, which the CA decides about alone; some tools leave out empty ones. */
const readInfo = (fields: DerCursor) => {
  if (readSmallInteger(take(fields, tag.integer)) !== 0) throw malformed('its version is unknown');
  const subject = take(fields, tag.sequence);
  const spki = take(fields, tag.sequence);
  takeIf(fields, constructed(0));
  finish(fields);
  return {
    subject: sliceOf(subject),
    ...readName(subject),
    spki: sliceOf(spki),
    publicKey: readPublicKey(spki),
  };
};

const readFields = (raw: Buffer): ReadRequest => {
  const fields = fieldsOf(readWhole(raw, tag.sequence));
  const info = take(fields, tag.sequence);
  const algorithm = take(fields, tag.sequence);
  const signature = readBitString(take(fields, tag.bitString));
  finish(fields);
  return {
    raw,
    ...readInfo(fieldsOf(info)),
    signed: sliceOf(info),
    signatureAlgorithm: readAlgorithm(algorithm),
    signature,
  };
};

const readOrRefuse = (raw: Buffer): ReadRequest => {
  try {
    return readFields(raw);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'certificate_malformed') throw error;
    throw fault('signing_request_malformed', { detail: error.message });
  }
};

/** By the object identifier of the signature: the hash, and the type of key that makes such signatures. */
const verifications: ReadonlyMap<string, readonly [hash: string | null, keyType: string]> = new Map(
  [
    [oid.ecdsaWithSha256, ['sha256', 'ec']],
    [oid.ecdsaWithSha384, ['sha384', 'ec']],
    [oid.ecdsaWithSha512, ['sha512', 'ec']],
    [oid.sha256WithRsaEncryption, ['sha256', 'rsa']],
    [oid.sha384WithRsaEncryption, ['sha384', 'rsa']],
    [oid.sha512WithRsaEncryption, ['sha512', 'rsa']],
    [oid.ed25519, [null, 'ed25519']],
  ],
);

/** Null for octets that are no key, such as a point that is not on its curve. */
const toKey = (spki: Buffer): KeyObject | null => {
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    return null;
  }
};

const isSignedByItsKey = (request: ReadRequest): boolean => {
  const { spki, signed, signature, signatureAlgorithm } = request;
  const [hash, keyType] = verifications.get(signatureAlgorithm) ?? [];
  const key = toKey(spki);
  if (hash === undefined || key === null || key.asymmetricKeyType !== keyType) return false;
  return verify(hash, signed, key, signature);
};

/**
 * Reads a request in DER and checks that its sender holds the private key, which is of a type and size with which devices
 * may connect. What the request asks for beside subject and key is not looked at.
 * Faults: signing_request_malformed, signing_request_key_forbidden, signing_request_unsigned.
 */
export const readSigningRequest = (raw: Buffer): SigningRequest => {
  const request = readOrRefuse(raw);
  if (!isStrongKey(request.publicKey))
    throw fault('signing_request_key_forbidden', { detail: describeKey(request.publicKey) });
  if (!isSignedByItsKey(request)) throw fault('signing_request_unsigned');
  return request;
};

/** RFC 7468, section 7. Text around the block is ignored, as in every reader of such files. */
const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----/;

const pemLabel = 'CERTIFICATE REQUEST';

/**
 * Reads a request in PEM as `readSigningRequest` reads one in DER: the first block of the text, whose label must be
 * CERTIFICATE REQUEST. Faults: those of `readSigningRequest`.
 */
export const readSigningRequestPem = (text: string): SigningRequest => {
  const [, label, base64] = pemBlock.exec(text) ?? [];
  if (label === undefined || base64 === undefined)
    throw fault('signing_request_malformed', { detail: 'it is not in PEM' });
  if (label !== pemLabel)
    throw fault('signing_request_malformed', { detail: `its PEM label is ${label}` });
  return readSigningRequest(Buffer.from(base64, 'base64'));
};
