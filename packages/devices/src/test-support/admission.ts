/** Admission as a gateway has it, for tests that present certificates without a socket. */
import { createCertificateJudge } from '@moorgate/auth';
import { databaseOver } from '@moorgate/db';
import type { TestLeaf } from '@moorgate/testing';
import type { AdmissionServices, PresentedCertificate } from '../admission/admit-device.ts';
import { createLookups } from '../admission/batch-lookups.ts';
import { createPresentedKeyRecorder } from '../admission/record-presented-keys.ts';
import { createRefusalLimiter } from '../admission/refusal-limiter.ts';
import { openTrustStore } from '../admission/trust-store.ts';
import type { TestStore } from './start-store.ts';

/** Makes what admission stands on, as often as it is called: each is a gateway of its own on the same connections. */
export const admissionOver = (
  store: TestStore,
): ((changes?: Partial<AdmissionServices>) => Promise<AdmissionServices>) => {
  const pool = store.gatewayPool();
  const db = databaseOver(pool);
  const { clock, log, confirmations } = store.ctx;
  return async (changes = {}) => ({
    ctx: { db, confirmations, clock, log },
    judge: createCertificateJudge(),
    trust: await openTrustStore({ db, log }),
    lookups: createLookups({ pool }),
    recorder: createPresentedKeyRecorder({ db, clock, log }),
    limiter: createRefusalLimiter({ failuresMax: 100, nowMs: () => 0 }),
    renewalGraceMs: 0,
    isFeedCurrent: () => true,
    ...changes,
  });
};

/** A connection with this certificate, of which nothing is known to have changed unless said. */
export const present = (
  leaf: TestLeaf,
  changes: Partial<PresentedCertificate> = {},
): PresentedCertificate => ({
  x509: leaf.x509,
  raw: leaf.der,
  address: '192.0.2.1',
  wasAdmitted: false,
  identified: () => undefined,
  hasChangedSince: () => false,
  ...changes,
});
