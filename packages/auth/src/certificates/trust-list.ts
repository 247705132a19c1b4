/** The device CAs that certificates are judged against, with everything about them that time does not change. */
import { type KeyObject, X509Certificate } from 'node:crypto';
import { describeKey, isStrongKey } from './key-strength.ts';
import { oid } from './object-identifiers.ts';
import { type ParsedCertificate, readCertificate } from './read-certificate.ts';

/** Whether a device that a CA vouches for may connect when nobody has heard of it (a setting of each CA). */
export type EnrolmentPolicy = 'open' | 'registered' | 'approval';

/** A device CA as it is stored. */
export interface DeviceCaRecord {
  readonly id: string;
  readonly certificateDer: Buffer;
  readonly factory: string;
  readonly enrolmentPolicy: EnrolmentPolicy;
  readonly retiredAt: Date | null;
}

/** A device CA of the list: the only kind of trust anchor. */
export interface TrustedCa {
  readonly id: string;
  readonly factory: string;
  readonly enrolmentPolicy: EnrolmentPolicy;
  readonly isRetired: boolean;
  readonly certificate: X509Certificate;
  readonly parsed: ParsedCertificate;
  readonly publicKey: KeyObject;
  /** Why this certificate may not issue others (RFC 5280, 6.1.4), in words for people; null when it may. */
  readonly unsuitability: string | null;
}

/** All of them at one moment. */
export interface TrustList {
  /** Another list has another number: what was found out under one is not known under the next. */
  readonly generation: number;
  readonly cas: readonly TrustedCa[];
  readonly byId: ReadonlyMap<string, TrustedCa>;
  /** By the octets of the subject, one character each; several CAs may have one name. */
  readonly bySubject: ReadonlyMap<string, readonly TrustedCa[]>;
  /** The ids of records that are no certificates; nothing is trusted because of them, and somebody should hear of them. */
  readonly unreadable: readonly string[];
}

/** The critical extensions that a CA may have, because they are processed (or say nothing about its children). */
const processedExtensions: ReadonlySet<string> = new Set([
  oid.basicConstraints,
  oid.keyUsage,
  oid.extKeyUsage,
  oid.subjectAltName,
]);

/** The purposes with which a CA may issue certificates for client authentication. */
const clientPurposes: ReadonlySet<string> = new Set([oid.clientAuth, oid.anyExtendedKeyUsage]);

type Reader = (ca: ParsedCertificate) => string | null;

/** What RFC 5280, 6.1.4 (k), (n) and (o) ask of an issuer, and a key and a purpose fit for this use. */
const demands: readonly Reader[] = [
  (ca) => (ca.basicConstraints?.isCa === true ? null : 'it is not marked as a CA'),
  (ca) => (ca.keyUsage?.keyCertSign === false ? 'its key usage lacks keyCertSign' : null),
  (ca) =>
    isStrongKey(ca.publicKey) ? null : `its key is not allowed: ${describeKey(ca.publicKey)}`,
  (ca) =>
    ca.extendedKeyUsage?.some((purpose) => clientPurposes.has(purpose)) === false
      ? 'its extended key usage lacks clientAuth'
      : null,
  (ca) => {
    const unknown = ca.criticalExtensions.find((id) => !processedExtensions.has(id));
    return unknown === undefined ? null : `its critical extension ${unknown} is not known here`;
  },
];

const findUnsuitability = (ca: ParsedCertificate): string | null => {
  for (const demand of demands) {
    const complaint = demand(ca);
    if (complaint !== null) return complaint;
  }
  return null;
};

/** Names as keys: two of them are the same when their octets are. */
export const nameKey = (name: Buffer): string => name.toString('latin1');

/** Null for a record that cannot be read as a certificate. */
const readRecord = (record: DeviceCaRecord): TrustedCa | null => {
  try {
    const parsed = readCertificate(record.certificateDer);
    const certificate = new X509Certificate(record.certificateDer);
    return {
      id: record.id,
      factory: record.factory,
      enrolmentPolicy: record.enrolmentPolicy,
      isRetired: record.retiredAt !== null,
      certificate,
      parsed,
      publicKey: certificate.publicKey,
      unsuitability: findUnsuitability(parsed),
    };
  } catch {
    return null;
  }
};

const groupBySubject = (cas: readonly TrustedCa[]): ReadonlyMap<string, readonly TrustedCa[]> =>
  Map.groupBy(cas, (ca) => nameKey(ca.parsed.subject));

/**
 * The listed CAs of another name whose key signed this one. A CA that signs under its own name, to change its key, is
 * self-issued and does not count for a path length (RFC 5280, 6.1.4 (l)).
 */
const issuersOf = (
  ca: TrustedCa,
  bySubject: ReadonlyMap<string, readonly TrustedCa[]>,
): readonly TrustedCa[] =>
  ca.parsed.issuer.equals(ca.parsed.subject)
    ? []
    : (bySubject.get(nameKey(ca.parsed.issuer)) ?? []).filter((issuer) =>
        ca.certificate.verify(issuer.publicKey),
      );

/** Chains are followed this far up; the path length of a CA higher than that is not looked at. */
const depthMax = 8;

/**
 * True when every way up from this CA through the list leads past a CA whose path length is used up
 * (RFC 5280, 6.1.4 (l) and (m)); `below` counts the CAs between this one and the leaf.
 */
const exceedsPathLength = (
  ca: TrustedCa,
  bySubject: ReadonlyMap<string, readonly TrustedCa[]>,
  below = 0,
): boolean => {
  const pathLength = ca.parsed.basicConstraints?.pathLength ?? null;
  if (pathLength !== null && pathLength < below) return true;
  if (below >= depthMax) return false;
  const issuers = issuersOf(ca, bySubject);
  return (
    issuers.length > 0 && issuers.every((issuer) => exceedsPathLength(issuer, bySubject, below + 1))
  );
};

/** Prepares a list, at the cost of a few signature checks where one CA has issued another. Order is kept. */
export const buildTrustList = (
  records: readonly DeviceCaRecord[],
  generation: number,
): TrustList => {
  const readable = records.map(readRecord).filter((ca) => ca !== null);
  const named = groupBySubject(readable);
  const cas = readable.map((ca) =>
    ca.unsuitability === null && exceedsPathLength(ca, named)
      ? { ...ca, unsuitability: 'the path length of a CA above it is exceeded' }
      : ca,
  );
  const byId = new Map(cas.map((ca) => [ca.id, ca]));
  return {
    generation,
    cas,
    byId,
    bySubject: groupBySubject(cas),
    unreadable: records.filter(({ id }) => !byId.has(id)).map(({ id }) => id),
  };
};
