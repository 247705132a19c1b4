/** Makes one certificate, exactly as told: what no issuer should sign is signed here. */
import { constants, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  bitString,
  encode,
  integer,
  objectIdentifier,
  sequence,
  smallInteger,
  time,
  utf8String,
} from './test-pki-der.ts';

/** One attribute of a Name, as an RDN of its own. */
export interface NameAttribute {
  readonly oid: string;
  readonly value: string;
}

export interface TestExtension {
  readonly oid: string;
  readonly isCritical: boolean;
  /** The DER inside of the OCTET STRING. */
  readonly value: Buffer;
}

/** How the certificate is signed; `sha1` is there to be refused. Ed25519 keys take none. */
export type SignatureScheme = 'sha1' | 'sha256' | 'sha384' | 'sha512' | 'pss-sha256' | 'pss-sha1';

/** Everything that a certificate says. */
export interface CertificateFields {
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly scheme: SignatureScheme;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly TestExtension[];
}

/** The DER of a Name whose attributes stand in this order. */
export const encodeName = (attributes: readonly NameAttribute[]): Buffer =>
  sequence(
    ...attributes.map(({ oid, value }) =>
      encode(0x31, sequence(objectIdentifier(oid), utf8String(value))),
    ),
  );

const null_ = Buffer.from([5, 0]);

const hashOids: Record<string, string> = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
};

const ecdsaOids: Record<string, string> = {
  sha1: '1.2.840.10045.4.1',
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
};

const rsaOids: Record<string, string> = {
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
};

const hashOf = (scheme: SignatureScheme): string => scheme.replace('pss-', '');

/** RFC 4055, 3.1, with a salt as long as the hash. */
const pssParameters = (hash: string): Buffer => {
  const hashAlgorithm = sequence(objectIdentifier(hashOids[hash] ?? ''), null_);
  const mask = sequence(objectIdentifier('1.2.840.113549.1.1.8'), hashAlgorithm);
  const saltLength = smallInteger(hash === 'sha1' ? 20 : 32);
  return sequence(encode(0xa0, hashAlgorithm), encode(0xa1, mask), encode(0xa2, saltLength));
};

/** The AlgorithmIdentifier of a signature with this key. */
export const algorithmIdentifier = (key: KeyObject, scheme: SignatureScheme): Buffer => {
  if (key.asymmetricKeyType === 'ed25519') return sequence(objectIdentifier('1.3.101.112'));
  if (key.asymmetricKeyType === 'ec') return sequence(objectIdentifier(ecdsaOids[scheme] ?? ''));
  return scheme.startsWith('pss-')
    ? sequence(objectIdentifier('1.2.840.113549.1.1.10'), pssParameters(hashOf(scheme)))
    : sequence(objectIdentifier(rsaOids[scheme] ?? ''), null_);
};

/** Signs what stands in a certificate or a request. */
export const signTbs = (tbs: Buffer, key: KeyObject, scheme: SignatureScheme): Buffer => {
  if (key.asymmetricKeyType === 'ed25519') return sign(null, tbs, key);
  if (!scheme.startsWith('pss-')) return sign(scheme, tbs, key);
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
  return sign(hashOf(scheme), tbs, { key, padding, saltLength });
};

const encodeExtension = ({ oid, isCritical, value }: TestExtension): Buffer =>
  sequence(
    objectIdentifier(oid),
    ...(isCritical ? [Buffer.from([1, 1, 0xff])] : []),
    encode(0x04, value),
  );

const serialNumber = (): Buffer => {
  const octets = randomBytes(16);
  octets[0] = ((octets[0] ?? 0) & 0x3f) | 0x40;
  return integer(octets);
};

/** Builds and signs a certificate of version 3 (RFC 5280, 4.1); returns its DER. */
export const buildCertificate = (fields: CertificateFields): Buffer => {
  const algorithm = algorithmIdentifier(fields.signingKey, fields.scheme);
  const extensions = fields.extensions.map(encodeExtension);
  const tbs = sequence(
    encode(0xa0, smallInteger(2)),
    serialNumber(),
    algorithm,
    fields.issuer,
    sequence(time(fields.notBefore), time(fields.notAfter)),
    fields.subject,
    fields.publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length > 0 ? [encode(0xa3, sequence(...extensions))] : []),
  );
  const signature = signTbs(tbs, fields.signingKey, fields.scheme);
  return sequence(tbs, algorithm, bitString(signature));
};
