/** Renewal of a device's certificate, with its present key or with another one. */
import { X509Certificate } from 'node:crypto';
import {
  type CertificateJudge,
  type Context,
  type DeviceCaSigner,
  type DeviceIdentity,
  principalName,
  readSigningRequest,
  recordAudit,
  signDeviceCertificate,
  type SignedDeviceCertificate,
  type SigningRequest,
  subjectOfCertificate,
} from '@moorgate/auth';
import { listAdmissions, type Pool, type Trx } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { decide } from '../admission/checks/index.ts';
import type { TrustStore } from '../admission/trust-store.ts';
import { writeAsDevice } from '../admission/write-as-device.ts';
import { announceInTransaction } from './announce-next-key.ts';
import { requireSigningCa } from './signing-ca.ts';

/** What signing for devices stands on. */
export interface SigningServices {
  readonly ca: DeviceCaSigner;
  readonly pool: Pool;
  readonly judge: CertificateJudge;
  readonly trust: Pick<TrustStore, 'current' | 'reload'>;
  /** How long after its expiry a certificate may still be renewed. */
  readonly renewalGraceMs: number;
  /** The validity of a new certificate. */
  readonly days: number;
  /** Counts a signature for a device. Throws `rate_limited`. */
  takeTurn(uuid: string): void;
}

/** What a gateway passes on: the certificate of the connection, and the request, both in DER. */
export interface Renewal {
  readonly certificate: Buffer;
  readonly signingRequest: Buffer;
}

/** Bytes that are no certificate at all; the judge reads the others itself. */
const parse = (raw: Buffer): X509Certificate => {
  try {
    return new X509Certificate(raw);
  } catch {
    throw fault('certificate_malformed');
  }
};

/** Who has this certificate. Everything is asked again that the gateway asked: it only carries what it says. */
const identify = async (
  ctx: Pick<Context, 'clock'>,
  { judge, trust, renewalGraceMs }: SigningServices,
  raw: Buffer,
): Promise<DeviceIdentity> => {
  await trust.reload();
  const nowMs = ctx.clock.now().getTime();
  const verdict = judge.judge({ x509: parse(raw), raw, trust: trust.current(), nowMs });
  if (verdict.kind === 'refused')
    throw fault(verdict.code, verdict.detail === undefined ? {} : { detail: verdict.detail });
  if (nowMs > verdict.identity.notAfterMs + renewalGraceMs) throw fault('certificate_expired');
  return verdict.identity;
};

/** The generation of the device whose live key this is. */
const findGeneration = async (pool: Pool, identity: DeviceIdentity): Promise<number> => {
  const { uuid, spkiSha256 } = identity;
  const [row] = await listAdmissions(pool, [{ deviceUuid: uuid, spkiSha256 }]);
  if (row === undefined) throw fault('internal');
  const decision = decide({ identity, row });
  if (decision.kind === 'refuse')
    throw fault(decision.code, decision.detail === undefined ? {} : { detail: decision.detail });
  if (decision.kind !== 'admit' || row.device === null) throw fault('device_key_mismatch');
  return row.device.generation;
};

const recordRenewal = (trx: Trx, ctx: Context, issued: SignedDeviceCertificate): Promise<void> =>
  recordAudit(trx, ctx, {
    action: 'device.certificate_renewed',
    targetKind: 'device',
    targetId: principalName(ctx.principal),
    after: { serialNumber: issued.serialNumber, notAfter: issued.notAfter.toISOString() },
  });

/**
 * Signs a request for the device whose certificate this is, with its subject. A key that is not the live one becomes the
 * next key of the device, and a certificate leaves only with that and its audit record committed: whoever is denied
 * meanwhile gets none.
 * Faults: signing_request_malformed, signing_request_key_forbidden, signing_request_unsigned,
 * signing_request_subject_mismatch; rate_limited; the refusals of a connection with that certificate; device_ca_cannot_sign; those of
 * `announceNextKey`.
 */
export const renewCertificate = async (
  ctx: Context,
  services: SigningServices,
  renewal: Renewal,
): Promise<SignedDeviceCertificate> => {
  const { ca, days, pool, trust } = services;
  const signingRequest: SigningRequest = readSigningRequest(renewal.signingRequest);
  const identity = await identify(ctx, services, renewal.certificate);
  if (!signingRequest.subject.equals(subjectOfCertificate(renewal.certificate)))
    throw fault('signing_request_subject_mismatch');
  const { uuid } = identity;
  services.takeTurn(uuid);
  const generation = await findGeneration(pool, identity);
  requireSigningCa(ca, trust.current(), identity.factory);
  const issued = await signDeviceCertificate(ca, { signingRequest, now: ctx.clock.now(), days });
  const as: Context = { ...ctx, principal: { kind: 'device', uuid } };
  const device = { uuid, generation };
  await writeAsDevice(as, device, async (trx) => {
    await announceInTransaction(trx, as, { device, spki: signingRequest.spki });
    await recordRenewal(trx, as, issued);
  });
  return issued;
};
