/** The device behind a credential that it was given over one of its connections: whether it may still connect. */
import type { TrustList } from '@moorgate/auth';
import { type AdmissionRow, leaseMs } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { AdmissionServices } from './admit-device.ts';
import { type HeldDevice, heldDeviceFromRow } from './held-device.ts';

/** What such a credential says of the connection over which it was given. */
export interface DeviceCredential {
  readonly deviceUuid: string;
  readonly generation: number;
  readonly spkiSha256: Buffer;
}

/** What looking up stands on. */
export interface StandingServices extends Pick<
  AdmissionServices,
  'lookups' | 'trust' | 'isFeedCurrent'
> {
  /** False once nobody may be answered, since the feed could not be followed for too long. */
  mayAsk(): boolean;
}

/** One credential. */
export interface StandingRequest {
  /** Reads the credential under these CAs; null where it is, or has become, worth nothing. */
  identify(trust: TrustList): DeviceCredential | null;
  /** True when the device is known to have changed after this number of the feed. */
  hasChangedSince(sequence: number): boolean;
}

const attemptsMax = 8;

const deviceOf = (row: AdmissionRow, credential: DeviceCredential): HeldDevice | null => {
  const { device, keyState } = row;
  if (device === null || device.isDenied || keyState !== 'live') return null;
  if (device.generation !== credential.generation) return null;
  return heldDeviceFromRow(credential.deviceUuid, { ...row, device });
};

/**
 * The device, as it is on record at some moment after this call; null where it is denied or gone, was denied since, or its
 * key admits it no longer. It rests on one snapshot that contains every change known when it returns, as a verdict does.
 * Faults: service_unavailable.
 */
export const findStanding = async (
  services: StandingServices,
  request: StandingRequest,
): Promise<HeldDevice | null> => {
  const { lookups, trust } = services;
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    // Whoever waits for the gateways to follow a change has stopped waiting for this one.
    if (!services.mayAsk()) break;
    const readUnder = trust.current();
    const credential = request.identify(readUnder);
    if (credential === null) return null;
    const askedAtMs = performance.now();
    const row = await lookups.find(credential);
    let isLate = false;
    if (!services.isFeedCurrent()) {
      await trust.bringTo(row.sequence);
      isLate = performance.now() - askedAtMs > leaseMs;
    }
    if (isLate || request.hasChangedSince(row.sequence) || trust.current() !== readUnder) continue;
    return deviceOf(row, credential);
  }
  throw fault('service_unavailable', { retryAfterSeconds: 1 });
};
