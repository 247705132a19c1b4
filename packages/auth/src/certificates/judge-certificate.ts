/** Judges the certificate that a device showed at its handshake, and remembers the costly part of a yes. */
import { hash, type X509Certificate } from 'node:crypto';
import { DomainError } from '@moorgate/errors';
import { LRUCache } from 'lru-cache';
import {
  type Candidate,
  type DeviceStatement,
  findLastingRefusal,
  findMomentaryRefusal,
  issuingCa,
  type Moment,
  type Refusal,
} from './checks.ts';
import { readCertificate } from './read-certificate.ts';
import type { TrustedCa, TrustList } from './trust-list.ts';

/** Who a certificate that passed every check speaks of. */
export interface DeviceIdentity {
  /** In lower case. */
  readonly uuid: string;
  readonly factory: string;
  readonly ca: TrustedCa;
  /** The SubjectPublicKeyInfo in DER, and its SHA-256. */
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
   * Puts the certificate through every check, in order; throws for nothing that is in it. Time, names, retirement and
   * the validity of the CA are judged each time; its bytes are read, and algorithm, key, extensions, signature and purpose
   * judged, once per certificate and trust list.
   */
  readonly judge: (certificateCase: CertificateCase) => CertificateVerdict;
  /** True for a certificate that passed under this trust list: to judge it again takes no signature. */
  readonly isRemembered: (certificate: Pick<CertificateCase, 'raw' | 'trust'>) => boolean;
  /** How many certificates are remembered at the moment. */
  readonly rememberedCount: () => number;
}

/** Less than 1 KiB each. */
const rememberedMaxDefault = 100_000;

/** A certificate that passed: who signed it, and what was read in it. */
interface Remembered {
  readonly generation: number;
  readonly issuerIds: readonly string[];
  readonly statement: DeviceStatement;
  readonly spkiSha256: Buffer;
}

const keyOf = (raw: Buffer): string => hash('sha256', raw, 'base64');

/** What is remembered keeps nothing else of the certificate alive. */
const copyStatement = (certificate: DeviceStatement): DeviceStatement => ({
  commonNames: certificate.commonNames,
  organizationalUnits: certificate.organizationalUnits,
  businessCategories: certificate.businessCategories,
  notBeforeMs: certificate.notBeforeMs,
  notAfterMs: certificate.notAfterMs,
  spki: Buffer.from(certificate.spki),
});

const judgeMoment = (moment: Moment, spkiSha256: Buffer): CertificateVerdict => {
  const { certificate, nowMs } = moment;
  const refusal = findMomentaryRefusal(moment);
  const ca = issuingCa(moment);
  if (refusal !== null) return { kind: 'refused', ...refusal };
  if (ca === undefined) return { kind: 'refused', code: 'certificate_untrusted' };
  const identity = {
    uuid: (certificate.commonNames[0] ?? '').toLowerCase(),
    factory: ca.factory,
    ca,
    spki: certificate.spki,
    spkiSha256,
    isProduction: certificate.businessCategories.includes('production'),
    notAfterMs: Math.min(certificate.notAfterMs, ca.parsed.notAfterMs),
  };
  return { kind: 'identified', identity, isExpired: nowMs > certificate.notAfterMs };
};

/** Makes a judge. It remembers at most `rememberedMax` certificates that passed, those used last, and no failures. */
export const createCertificateJudge = (
  options: { readonly rememberedMax?: number } = {},
): CertificateJudge => {
  const memory = new LRUCache<string, Remembered>({
    max: options.rememberedMax ?? rememberedMaxDefault,
  });

  const recall = (key: string, trust: TrustList): Remembered | undefined => {
    const remembered = memory.get(key);
    return remembered?.generation === trust.generation ? remembered : undefined;
  };
  const issuersOf = ({ issuerIds }: Remembered, trust: TrustList): readonly TrustedCa[] =>
    issuerIds.map((id) => trust.byId.get(id)).filter((ca) => ca !== undefined);

  const judgeUnknown = (certificateCase: CertificateCase, key: string): CertificateVerdict => {
    const { x509, raw, trust, nowMs } = certificateCase;
    const certificate = readCertificate(raw);
    const candidate: Candidate = { certificate, x509, trust, nowMs, issuers: [] };
    const refusal = findLastingRefusal(candidate);
    if (refusal !== null) return { kind: 'refused', ...refusal };
    const { issuers } = candidate;
    const statement = copyStatement(certificate);
    const spkiSha256 = hash('sha256', certificate.spki, 'buffer');
    const verdict = judgeMoment({ certificate: statement, nowMs, issuers }, spkiSha256);
    if (verdict.kind === 'identified') {
      const issuerIds = issuers.map(({ id }) => id);
      memory.set(key, { generation: trust.generation, issuerIds, statement, spkiSha256 });
    }
    return verdict;
  };

  const judgeReadable = (certificateCase: CertificateCase): CertificateVerdict => {
    const { raw, trust, nowMs } = certificateCase;
    const key = keyOf(raw);
    const remembered = recall(key, trust);
    if (remembered === undefined) return judgeUnknown(certificateCase, key);
    const { statement: certificate, spkiSha256 } = remembered;
    const issuers = issuersOf(remembered, trust);
    return judgeMoment({ certificate, nowMs, issuers }, spkiSha256);
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
    isRemembered: ({ raw, trust }) => recall(keyOf(raw), trust) !== undefined,
    rememberedCount: () => memory.size,
  };
};
