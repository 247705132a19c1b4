/** Opens the device CA of this installation, where it has one whose key is at hand. */
import { createCertificateJudge, type DeviceCaSigner, openDeviceCaSigner } from '@moorgate/auth';
import { createTrustStore, type SigningServices } from '@moorgate/devices';
import { createRateCounter, requireAllowed } from '@moorgate/http';
import type { Logger } from '@moorgate/observability';
import type { AdminApiConfig } from '../config.ts';
import type { Store } from '../open-store.ts';

/** What signing is told. */
export type SigningSettings = Pick<
  AdminApiConfig,
  | 'deviceCaKey'
  | 'deviceCaCertificateFile'
  | 'deviceCertificateDays'
  | 'renewalGraceDays'
  | 'signaturesPerMinute'
>;

const dayMs = 86_400_000;

/** A device renews its certificate once in years; one that tries again after a failure stays within this. */
const perDevice = { perSecond: 1 / 10, burst: 6 };

const openCa = ({
  deviceCaKey: key,
  deviceCaCertificateFile: certificateFile,
}: SigningSettings): Promise<DeviceCaSigner> | null => {
  if (key === undefined && certificateFile === undefined) return null;
  if (key === undefined || certificateFile === undefined)
    throw new Error(
      'MOORGATE_DEVICE_CA_KEY and MOORGATE_DEVICE_CA_CERT are set together or not at all',
    );
  return openDeviceCaSigner({ key, certificateFile });
};

/**
 * What signs for devices; null where no device CA is configured. Throws one sentence for a person when its key or its
 * certificate cannot be used. The store is not asked before there is something to sign.
 */
export const openSigning = async (
  settings: SigningSettings,
  { db, pool }: Pick<Store, 'db' | 'pool'>,
  log: Logger,
): Promise<SigningServices | null> => {
  const ca = await openCa(settings);
  if (ca === null) return null;
  const { signaturesPerMinute, renewalGraceDays, deviceCertificateDays: days } = settings;
  const all = createRateCounter({
    perSecond: signaturesPerMinute / 60,
    burst: signaturesPerMinute,
  });
  const devices = createRateCounter(perDevice);
  return {
    ca,
    pool,
    judge: createCertificateJudge(),
    trust: createTrustStore({ db, log }),
    renewalGraceMs: renewalGraceDays * dayMs,
    days,
    takeTurn: (uuid) => {
      requireAllowed(devices.take(uuid));
      requireAllowed(all.take('all'));
    },
  };
};
