/** Writing what a device sends. */
import type { Context } from '@moorgate/auth';
import {
  findDenialByUuid,
  inTransaction,
  isDeadlock,
  isUnavailable,
  lockDeviceGeneration,
  type Trx,
} from '@moorgate/db';
import { type DomainError, fault } from '@moorgate/errors';
import { describeDenial } from './checks/denied-list.ts';
import type { HeldDevice } from './held-device.ts';

/** Why a device may not write any more, in the words that its next connection would hear. */
const whyNot = async (trx: Trx, uuid: string): Promise<DomainError> => {
  const device = await findDenialByUuid(trx, uuid);
  if (device === undefined) return fault('device_key_purged');
  if (device.denied_at !== null) return fault('device_denied', { detail: describeDenial(uuid) });
  return tryAgain();
};

const tryAgain = (cause?: unknown): DomainError =>
  fault('service_unavailable', { retryAfterSeconds: 1, cause });

/**
 * Runs `work` in a transaction whose first statement locks the device as its connection was judged: a denial waits for
 * the commit and then destroys what was written, and nothing is written once it has begun. Every write for a device goes
 * through here or takes the same lock in its own statement. Whatever takes long, a body to receive say, comes before:
 * an operator may be waiting for the end of it, and a gateway's transaction that rests for the time of a lease is ended.
 * Faults: device_denied; device_key_purged, for a device that is gone; service_unavailable, for one that was denied and
 * let in again meanwhile, whose next try is under its new standing, and where the store goes away, perhaps with the
 * commit on its way.
 */
export const writeAsDevice = <T>(
  ctx: Pick<Context, 'db'>,
  device: Pick<HeldDevice, 'uuid' | 'generation'>,
  work: (trx: Trx) => Promise<T>,
): Promise<T> =>
  inTransaction(ctx.db, async (trx) => {
    if (!(await lockDeviceGeneration(trx, device))) throw await whyNot(trx, device.uuid);
    return work(trx);
  }).catch((error: unknown) => {
    throw isUnavailable(error) || isDeadlock(error) ? tryAgain(error) : error;
  });
