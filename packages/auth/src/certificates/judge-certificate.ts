/** Judges the certificate that a device showed at its handshake, and remembers the costly part of a yes. */
import { hash, type X509Certificate } from 'node:crypto';
import { DomainError } from '@moorgate/errors';
import { LRUCache } from 'lru-cache';
import {
  type Candidate,
  findMomentaryRefusal,
  findRefusal,
  issuingCa,
  type NewCandidate,
  type Refusal,
} from './checks.ts';
import { type CertificateSubject, readCertificate, readSubject } from './read-certificate.ts';
import type { TrustedCa, TrustList } from './trust-list.ts';

/** Who a certificate that passed every check speaks of. */
export interface DeviceIdentity {
  /** In lower case. */
  readonly uuid: string;
  readonly factory: string;
  readonly ca: TrustedCa;
  /** The SubjectPublicKeyInfo in DER, a view on the certificate, and its SHA-256. */
  readonly spki: Buffer;
  readonly spkiSha256: Buffer;
  /** The subject says businessCategory=production. */
  readonly isProduction: boolean;
  /** When the certificate or its CA expires, whichever comes first; milliseconds since 1970, itself still valid. */
  readonly notAfterMs: number;
}

/** What is found about one certificate at one moment. Whether an expired one may do anything is not decided here. */
export type CertificateVerdict =
  | { readonly kind: 'identified'; readonly identity: DeviceIdentity; readonly isExpired: boolean }
  | ({ readonly kind: 'refused' } & Refusal);

/** What is judged: the certificate of a socket and its bytes, the CAs, the time. Further certificates do not count. */
export interface CertificateCase {
  readonly x509: X509Certificate;
  readonly raw: Buffer;
  readonly trust: TrustList;
  readonly nowMs: number;
}

/** Judges certificates one after the other; holds what it remembers between them. */
export interface CertificateJudge {
  /**
   * Puts the certificate through every check, in order; throws for nothing that is in it. Time, names, retirement and the validity of the
   * CA are judged each time; algorithm, key, extensions, signature and purpose once per certificate and trust list.
   */
  readonly judge: (certificateCase: CertificateCase) => CertificateVerdict;
  /** True for a certificate that passed under this trust list: to judge it again takes no signature. */
  readonly isRemembered: (certificate: Pick<CertificateCase, 'raw' | 'trust'>) => boolean;
  /** How many certificates are remembered at the moment. */
  readonly rememberedCount: () => number;
}

/** About 250 octets each. */
const rememberedMaxDefault = 100_000;

interface Remembered {
  readonly generation: number;
  readonly issuerIds: readonly string[];
}

const keyOf = (raw: Buffer): string => hash('sha256', raw, 'base64');

const identify = (certificate: CertificateSubject, ca: TrustedCa): DeviceIdentity => ({
  uuid: (certificate.commonNames[0] ?? '').toLowerCase(),
  factory: ca.factory,
  ca,
  spki: certificate.spki,
  spkiSha256: hash('sha256', certificate.spki, 'buffer'),
  isProduction: certificate.businessCategories.includes('production'),
  notAfterMs: Math.min(certificate.notAfterMs, ca.parsed.notAfterMs),
});

const verdictOn = (candidate: Candidate, refusal: Refusal | null): CertificateVerdict => {
  const ca = issuingCa(candidate);
  if (refusal !== null) return { kind: 'refused', ...refusal };
  if (ca === undefined) return { kind: 'refused', code: 'certificate_untrusted' };
  const { certificate, nowMs } = candidate;
  return {
    kind: 'identified',
    identity: identify(certificate, ca),
    isExpired: nowMs > certificate.notAfterMs,
  };
};

/** Makes a judge. It remembers at most `rememberedMax` certificates that passed, those used last, and no failures. */
export const createCertificateJudge = (
  options: { readonly rememberedMax?: number } = {},
): CertificateJudge => {
  const memory = new LRUCache<string, Remembered>({
    max: options.rememberedMax ?? rememberedMaxDefault,
  });

  const recallIssuers = (key: string, trust: TrustList): readonly TrustedCa[] => {
    const remembered = memory.get(key);
    if (remembered?.generation !== trust.generation) return [];
    return remembered.issuerIds.map((id) => trust.byId.get(id)).filter((ca) => ca !== undefined);
  };

  const judgeNew = (
    key: string,
    { x509, raw, trust, nowMs }: CertificateCase,
  ): CertificateVerdict => {
    const certificate = readCertificate(raw);
    const candidate: NewCandidate = { certificate, x509, trust, nowMs, issuers: [] };
    const refusal = findRefusal(candidate);
    if (refusal === null) {
      const issuerIds = candidate.issuers.map(({ id }) => id);
      memory.set(key, { generation: trust.generation, issuerIds });
    }
    return verdictOn(candidate, refusal);
  };
  const judgeReadable = (certificateCase: CertificateCase): CertificateVerdict => {
    const { raw, trust, nowMs } = certificateCase;
    const key = keyOf(raw);
    const issuers = recallIssuers(key, trust);
    if (issuers.length === 0) return judgeNew(key, certificateCase);
    const candidate: Candidate = { certificate: readSubject(raw), nowMs, issuers };
    return verdictOn(candidate, findMomentaryRefusal(candidate));
  };

  const judge = (certificateCase: CertificateCase): CertificateVerdict => {
    try {
      return judgeReadable(certificateCase);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'certificate_malformed') throw error;
      return { kind: 'refused', code: error.code, detail: error.message };
    }
  };

  return {
    judge,
    isRemembered: ({ raw, trust }) => recallIssuers(keyOf(raw), trust).length > 0,
    rememberedCount: () => memory.size,
  };
};
