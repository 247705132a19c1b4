/** From a certificate to a verdict: judged, looked up, checked, and enrolled or given another key where that is allowed. */
import type { X509Certificate } from 'node:crypto';
import type { CertificateJudge, CertificateVerdict, Context, DeviceIdentity } from '@moorgate/auth';
import { type AdmissionRow, leaseMs } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Lookups } from './batch-lookups.ts';
import { decide } from './checks/index.ts';
import type { Decision } from './checks/check.ts';
import { enrolDevice } from './enrol-device.ts';
import { heldDeviceFromRow } from './held-device.ts';
import type { PresentedKeyRecorder } from './record-presented-keys.ts';
import type { RefusalLimiter } from './refusal-limiter.ts';
import { rekeyDevice } from './rekey-device.ts';
import { rotateKey } from './rotate-key.ts';
import type { TrustStore } from './trust-store.ts';
import type { DeviceVerdict, RefusedVerdict } from './verdict.ts';

/** What admission stands on. */
export interface AdmissionServices {
  readonly ctx: Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>;
  readonly judge: CertificateJudge;
  readonly trust: TrustStore;
  readonly lookups: Lookups;
  readonly recorder: PresentedKeyRecorder;
  readonly limiter: RefusalLimiter;
  /** How long after its expiry a certificate may still be renewed. */
  readonly renewalGraceMs: number;
  /** True while the feed is known to be followed to its end; otherwise the CAs, too, are read before a verdict. */
  isFeedCurrent(): boolean;
}

/** A certificate whose private key the peer has proved to hold. */
export interface PresentedCertificate {
  readonly x509: X509Certificate;
  readonly raw: Buffer;
  readonly address: string;
  /** True for a connection that was admitted before: it may stay or go, but does not use a permit to come back. */
  readonly wasAdmitted: boolean;
  /** Called with the device before the first lookup about it begins: from then on its changes are noticed. */
  identified(uuid: string): void;
  /** True when the device is known to have changed after this number of the feed. */
  hasChangedSince(sequence: number): boolean;
}

const attemptsMax = 8;

/**
 * The limit is on what costs: a device that was judged good under these CAs passes it, so that others behind its address
 * can neither keep it out nor take an open connection from it.
 */
const isLimited = (
  { limiter, judge, trust }: AdmissionServices,
  { raw, address }: PresentedCertificate,
): boolean => limiter.isExceeded(address) && !judge.isRemembered({ raw, trust: trust.current() });

const judgeCertificate = (
  services: AdmissionServices,
  presented: PresentedCertificate,
): CertificateVerdict => {
  const { limiter, trust, judge, ctx } = services;
  const { x509, raw, address } = presented;
  if (isLimited(services, presented)) return { kind: 'refused', code: 'too_many_refusals' };
  const nowMs = ctx.clock.now().getTime();
  const verdict = judge.judge({ x509, raw, trust: trust.current(), nowMs });
  if (verdict.kind === 'refused') {
    if (verdict.code === 'certificate_untrusted') limiter.noteFailure(address);
    return verdict;
  }
  const { identity, isExpired } = verdict;
  const isBeyondGrace = nowMs > identity.notAfterMs + services.renewalGraceMs;
  return isExpired && isBeyondGrace ? { kind: 'refused', code: 'certificate_expired' } : verdict;
};

/** Refuses, and notes for operators what they may want to decide about. */
const refuse = (
  services: AdmissionServices,
  presented: PresentedCertificate,
  found: {
    readonly decision: Decision & { kind: 'refuse' };
    identity: DeviceIdentity;
    row: AdmissionRow;
  },
): RefusedVerdict => {
  const { decision, identity, row } = found;
  const { code, detail, record } = decision;
  if (record === 'pending_key' && row.device !== null) {
    services.recorder.noteMismatch(identity, row.device.generation);
  }
  if (record === 'pending_enrolment') services.recorder.noteAwaiting(identity, presented.address);
  return detail === undefined ? { kind: 'refused', code } : { kind: 'refused', code, detail };
};

type Maker = (
  services: AdmissionServices,
  presented: PresentedCertificate,
  identity: DeviceIdentity,
) => Promise<RefusedVerdict | null>;

/** Null: the device exists now, or the CAs have changed, so that the next attempt finds out. */
const enrol: Maker = async (services, presented, identity) => {
  const outcome = await enrolDevice(services.ctx, identity, presented.address);
  if (outcome === 'key_purged') return { kind: 'refused', code: 'device_key_purged' };
  if (outcome === 'not_enrolled') await services.trust.reload();
  return null;
};

/** Null: the key is live now, or something has changed, so that the next attempt finds out. */
const makeLive =
  (make: typeof rekeyDevice): Maker =>
  async (services, presented, identity) => {
    const isDone = await make(services.ctx, identity, presented.address);
    if (!isDone) await services.trust.reload();
    return null;
  };

/** By the decision: what makes a device, or a key, one that is admitted. */
const makers: Readonly<Record<'enrol' | 'rekey' | 'rotate', Maker>> = {
  enrol,
  rekey: makeLive(rekeyDevice),
  rotate: makeLive(rotateKey),
};

/** What the records say, carried out; null when they say something else now. */
const conclude = async (
  services: AdmissionServices,
  presented: PresentedCertificate,
  found: {
    readonly identity: DeviceIdentity;
    readonly isExpired: boolean;
    readonly row: AdmissionRow;
  },
): Promise<DeviceVerdict | RefusedVerdict | null> => {
  const { identity, isExpired, row } = found;
  const hasRekeyPermit = row.hasRekeyPermit && !presented.wasAdmitted;
  const decision = decide({ identity, row: { ...row, hasRekeyPermit } });
  if (decision.kind === 'refuse') return refuse(services, presented, { decision, identity, row });
  if (decision.kind !== 'admit') {
    if (isExpired) return { kind: 'refused', code: 'certificate_expired' };
    return makers[decision.kind](services, presented, identity);
  }
  const { device } = row;
  if (device === null) throw fault('internal');
  return {
    kind: isExpired ? 'renewable' : 'device',
    identity: { ca: identity.ca, notAfterMs: identity.notAfterMs },
    device: heldDeviceFromRow(identity.uuid, { ...row, device }),
  };
};

/** One attempt; null when what it found is out of date already. */
const attempt = async (
  services: AdmissionServices,
  presented: PresentedCertificate,
): Promise<DeviceVerdict | RefusedVerdict | null> => {
  const { trust, lookups } = services;
  const judged = judgeCertificate(services, presented);
  if (judged.kind === 'refused') return judged;
  const { identity, isExpired } = judged;
  const judgedUnder = trust.current();
  presented.identified(identity.uuid);
  const askedAtMs = performance.now();
  const row = await lookups.find({ deviceUuid: identity.uuid, spkiSha256: identity.spkiSha256 });
  if (!services.isFeedCurrent()) {
    await trust.bringTo(row.sequence);
    // Whoever made a change since then has waited for the time of a lease, and no longer.
    if (performance.now() - askedAtMs > leaseMs) return null;
  }
  if (presented.hasChangedSince(row.sequence) || trust.current() !== judgedUnder) return null;

  return conclude(services, presented, { identity, isExpired, row });
};

/**
 * Makes the verdict about a certificate. It rests on one snapshot of the store that contains every change of the device
 * and of the CAs known when it returns; otherwise it is made again. Rejects when the store does not answer, and with
 * `service_unavailable` for a device that keeps changing: no verdict, so nothing may be served.
 */
export const admitDevice = async (
  services: AdmissionServices,
  presented: PresentedCertificate,
): Promise<DeviceVerdict | RefusedVerdict> => {
  for (let attempts = 0; attempts < attemptsMax; attempts += 1) {
    const verdict = await attempt(services, presented);
    if (verdict !== null) return verdict;
  }
  throw fault('service_unavailable', { retryAfterSeconds: 1 });
};
