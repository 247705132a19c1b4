/** THE list of what is asked of a device's certificate, in order. The first answer that is no refuses it. */
import type { X509Certificate } from 'node:crypto';
import type { RefusalCode } from '@moorgate/errors';
import { isDeviceUuid } from './device-uuid.ts';
import { describeKey, isStrongKey } from './key-strength.ts';
import { oid } from './object-identifiers.ts';
import type { CertificateSubject, ParsedCertificate } from './read-certificate.ts';
import { hasAllowedSignatureAlgorithm } from './signature-algorithms.ts';
import { nameKey, type TrustedCa, type TrustList } from './trust-list.ts';

/** A certificate on its way through the checks of the moment. */
export interface Candidate {
  readonly certificate: CertificateSubject;
  readonly nowMs: number;
  /** The listed CAs whose key made the signature, found by the check of the issuer or remembered; empty before that. */
  issuers: readonly TrustedCa[];
}

/** A certificate of which nothing is remembered. */
export interface NewCandidate extends Candidate {
  readonly certificate: ParsedCertificate;
  readonly x509: X509Certificate;
  readonly trust: TrustList;
}

/** Why a certificate is refused: a code of the catalogue, and the particulars for people. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly detail?: string;
}

/** One question: null when the answer is yes. */
type Check<C> = (candidate: C) => Refusal | null;

const isInForce = ({ unsuitability, isRetired, parsed }: TrustedCa, nowMs: number): boolean =>
  unsuitability === null && !isRetired && parsed.notBeforeMs <= nowMs && nowMs <= parsed.notAfterMs;

/**
 * The CA that the certificate is judged under. There are several where a CA was renewed under its key, and then the one
 * in force counts, so that the devices of a renewed CA need no new certificates.
 */
export const issuingCa = ({ issuers, nowMs }: Candidate): TrustedCa | undefined =>
  issuers.find((ca) => isInForce(ca, nowMs)) ?? issuers[0];

const signatureAlgorithmIsAllowed: Check<NewCandidate> = ({ certificate }) =>
  hasAllowedSignatureAlgorithm(certificate)
    ? null
    : { code: 'certificate_algorithm_forbidden', detail: certificate.signatureAlgorithm };

const keyIsAllowed: Check<NewCandidate> = ({ certificate }) =>
  isStrongKey(certificate.publicKey)
    ? null
    : { code: 'certificate_key_forbidden', detail: describeKey(certificate.publicKey) };

/** What may be marked critical: the three that are judged, and other names of the device, which mean nothing here. */
const knownExtensions: ReadonlySet<string> = new Set([
  oid.basicConstraints,
  oid.keyUsage,
  oid.extKeyUsage,
  oid.subjectAltName,
]);

/** RFC 5280, 4.2. */
const criticalExtensionsAreKnown: Check<NewCandidate> = ({ certificate }) => {
  const unknown = certificate.criticalExtensions.find((id) => !knownExtensions.has(id));
  return unknown === undefined ? null : { code: 'certificate_extension_unknown', detail: unknown };
};

/** RFC 5280, 6.1.3 (a) (1) and (4), with a path of one certificate: nothing but a listed CA ever is an issuer. */
const issuerIsTrusted: Check<NewCandidate> = (candidate) => {
  const { certificate, trust, x509 } = candidate;
  const named = trust.bySubject.get(nameKey(certificate.issuer)) ?? [];
  candidate.issuers = named.filter((ca) => x509.verify(ca.publicKey));
  if (candidate.issuers.length > 0) return null;
  const detail =
    named.length === 0 ? 'no trusted CA has the name of its issuer' : 'its signature is another’s';
  return { code: 'certificate_untrusted', detail };
};

/** RFC 5280, 4.2.1.12. Without the extension every purpose is allowed; key usage and CA flag of a leaf are not asked. */
const purposeIsClientAuth: Check<NewCandidate> = ({ certificate }) =>
  certificate.extendedKeyUsage?.includes(oid.clientAuth) === false
    ? { code: 'certificate_purpose_forbidden' }
    : null;

const caMayIssue: Check<Candidate> = (candidate) => {
  const unsuitability = issuingCa(candidate)?.unsuitability ?? null;
  return unsuitability === null ? null : { code: 'device_ca_unsuitable', detail: unsuitability };
};

const caIsNotRetired: Check<Candidate> = (candidate) =>
  issuingCa(candidate)?.isRetired === false ? null : { code: 'device_ca_retired' };

const caIsInItsValidity: Check<Candidate> = (candidate) => {
  const parsed = issuingCa(candidate)?.parsed;
  const isValid =
    parsed !== undefined &&
    parsed.notBeforeMs <= candidate.nowMs &&
    candidate.nowMs <= parsed.notAfterMs;
  return isValid ? null : { code: 'device_ca_expired' };
};

/** The other end of the validity is no refusal here: an expired device may still be one that renews its certificate. */
const validityHasBegun: Check<Candidate> = ({ certificate, nowMs }) =>
  certificate.notBeforeMs <= nowMs ? null : { code: 'certificate_not_yet_valid' };

const subjectNamesOneDevice: Check<Candidate> = ({ certificate }) => {
  const [commonName, ...others] = certificate.commonNames;
  if (commonName === undefined) return subjectRefusal('it has no common name');
  if (others.length > 0) return subjectRefusal('it has more than one common name');
  if (!isDeviceUuid(commonName)) return subjectRefusal('its common name is not a UUID');
  return null;
};

const subjectRefusal = (detail: string): Refusal => ({
  code: 'certificate_subject_invalid',
  detail,
});

const factoryIsThatOfTheCa: Check<Candidate> = (candidate) => {
  const [factory, ...others] = candidate.certificate.organizationalUnits;
  return others.length === 0 && factory === issuingCa(candidate)?.factory
    ? null
    : { code: 'certificate_factory_mismatch' };
};

/** The answers depend on the certificate and the trust list alone, so that a yes may be remembered under the two. */
const lastingChecks: readonly Check<NewCandidate>[] = [
  signatureAlgorithmIsAllowed,
  keyIsAllowed,
  criticalExtensionsAreKnown,
  issuerIsTrusted,
  purposeIsClientAuth,
];

const momentaryChecks: readonly Check<Candidate>[] = [
  caMayIssue,
  caIsNotRetired,
  caIsInItsValidity,
  validityHasBegun,
  subjectNamesOneDevice,
  factoryIsThatOfTheCa,
];

const firstRefusal = <C>(checks: readonly Check<C>[], candidate: C): Refusal | null => {
  for (const check of checks) {
    const refusal = check(candidate);
    if (refusal !== null) return refusal;
  }
  return null;
};

/** Asks what may have another answer at another moment. The issuers of the candidate are known. */
export const findMomentaryRefusal = (candidate: Candidate): Refusal | null =>
  firstRefusal(momentaryChecks, candidate);

/**
 * Asks everything. A new demand is one more function and its line in one of the lists; the order decides which of several
 * reasons a device is told. The issuers of the candidate are known afterwards, if it has any.
 */
export const findRefusal = (candidate: NewCandidate): Refusal | null =>
  firstRefusal(lastingChecks, candidate) ?? findMomentaryRefusal(candidate);
