/** Enrolment tokens and the devices that register with them, kept in mind to be read back after whatever happened. */
import type { AdminClient } from './admin.ts';
import { change, type Outcome, read } from './exchange.ts';
import { type DurableDevice, registeredDevice } from './durable-device.ts';
import { filesOf, register, registeringDevice } from './registering.ts';

/** A token that was acknowledged. */
export interface DurableEnrolment {
  readonly id: string;
  readonly token: string;
  /** `doubtful` after a revocation that was not acknowledged. */
  state: 'usable' | 'revoked' | 'doubtful';
  /** How many registrations with it were acknowledged. */
  uses: number;
}

const path = '/v1/enrolment-tokens';

/** Makes one that is good for many devices; null where that was not acknowledged. */
export const makeEnrolment = async (admin: AdminClient): Promise<DurableEnrolment | null> => {
  const request = { name: 'durable', 'max-uses': 100_000 };
  const { outcome, body } = await change(() => admin.call('POST', path, request), 201);
  if (outcome === 'unknown') return null;
  const { id, token } = body as { id: string; token: string };
  return { id, token, state: 'usable', uses: 0 };
};

/** Asks for the revocation, and takes note of what became of it. */
export const revokeEnrolment = async (
  admin: AdminClient,
  enrolment: DurableEnrolment,
): Promise<Outcome> => {
  const { outcome } = await change(() => admin.call('DELETE', `${path}/${enrolment.id}`), 204);
  enrolment.state = outcome === 'acknowledged' ? 'revoked' : 'doubtful';
  return outcome;
};

/** Registers a device with it; null where that was not acknowledged. */
export const registerOne = async (
  adminUrl: string,
  enrolment: DurableEnrolment,
): Promise<DurableDevice | null> => {
  const device = registeringDevice();
  const url = new URL('/v1/devices', adminUrl).href;
  const header = { 'osf-token': enrolment.token };
  const { outcome, body } = await change(() => register(url, header, device), 201);
  if (outcome === 'unknown') return null;
  enrolment.uses += 1;
  return registeredDevice(device.uuid, filesOf(device, body as Record<string, string>));
};

/** Finds it in the list. Throws when it is not what was acknowledged. */
export const readEnrolmentBack = async (
  admin: AdminClient,
  enrolment: DurableEnrolment,
): Promise<void> => {
  const { body } = await read(() => admin.call('GET', `${path}?limit=1000`));
  const all = body as { id: string; state: string; uses: number }[];
  const found = all.find(({ id }) => id === enrolment.id);
  if (enrolment.state === 'doubtful')
    enrolment.state = found?.state === 'usable' ? 'usable' : 'revoked';
  if (found?.state !== enrolment.state || found.uses < enrolment.uses)
    throw new Error(
      `the enrolment token ${enrolment.id} is ${found?.state} after ${found?.uses} uses instead of ${enrolment.state} after ${enrolment.uses}`,
    );
};
