/** Which signature algorithms a certificate may be signed with: SHA-2 with ECDSA, RSA or RSASSA-PSS, and Ed25519. */
import {
  constructed,
  type DerElement,
  fieldsOf,
  finish,
  readWhole,
  tag,
  take,
  takeIf,
} from './der.ts';
import { oid, readOid } from './object-identifiers.ts';
import type { ParsedCertificate } from './read-certificate.ts';

/** By object identifier; RSASSA-PSS, which names its hash in its parameters, apart. */
const allowed: ReadonlySet<string> = new Set([
  oid.ecdsaWithSha256,
  oid.ecdsaWithSha384,
  oid.ecdsaWithSha512,
  oid.sha256WithRsaEncryption,
  oid.sha384WithRsaEncryption,
  oid.sha512WithRsaEncryption,
  oid.ed25519,
]);

const allowedHashes: ReadonlySet<string> = new Set([oid.sha256, oid.sha384, oid.sha512]);

/** The hash that an AlgorithmIdentifier names; its NULL may be there or not (RFC 4055, 2.1). */
const readHash = (element: DerElement): string => {
  const fields = fieldsOf(element);
  const hash = readOid(take(fields, tag.objectIdentifier));
  takeIf(fields, tag.null);
  finish(fields);
  return hash;
};

/** RSASSA-PSS-params (RFC 4055, 3.1). An absent hash means SHA-1; the salt is for the verification to judge. */
const hasAllowedPssHashes = (algorithmIdentifier: Buffer): boolean => {
  const outer = fieldsOf(readWhole(algorithmIdentifier, tag.sequence));
  take(outer, tag.objectIdentifier);
  const fields = fieldsOf(take(outer, tag.sequence));
  const hashWrapper = takeIf(fields, constructed(0));
  const maskWrapper = takeIf(fields, constructed(1));
  if (hashWrapper === null || maskWrapper === null) return false;
  const hash = readHash(take(fieldsOf(hashWrapper), tag.sequence));
  const mask = fieldsOf(take(fieldsOf(maskWrapper), tag.sequence));
  const isMgf1 = readOid(take(mask, tag.objectIdentifier)) === oid.mgf1;
  return isMgf1 && allowedHashes.has(hash) && readHash(take(mask, tag.sequence)) === hash;
};

/** True when the certificate claims a signature that may be accepted. Throws `certificate_malformed`. */
export const hasAllowedSignatureAlgorithm = (
  certificate: Pick<ParsedCertificate, 'signatureAlgorithm' | 'signatureAlgorithmIdentifier'>,
): boolean =>
  certificate.signatureAlgorithm === oid.rsassaPss
    ? hasAllowedPssHashes(certificate.signatureAlgorithmIdentifier)
    : allowed.has(certificate.signatureAlgorithm);
