/** A device says which key it will have next. */
import type { Context } from '@moorgate/auth';
import { type AnnouncementOutcome, insertNextKey, type Trx } from '@moorgate/db';
import { type DomainError, fault } from '@moorgate/errors';
import type { HeldDevice } from '../admission/held-device.ts';
import { writeAsDevice } from '../admission/write-as-device.ts';

/** Whose key, and which: a SubjectPublicKeyInfo in DER. */
export interface NextKey {
  readonly device: Pick<HeldDevice, 'uuid' | 'generation'>;
  readonly spki: Buffer;
}

const hourSeconds = 3_600;

const refusals: Readonly<Partial<Record<AnnouncementOutcome, () => DomainError>>> = {
  purged: () => fault('next_key_purged'),
  retired: () => fault('next_key_retired'),
  taken: () => fault('next_key_taken'),
  exhausted: () => fault('next_keys_exhausted', { retryAfterSeconds: hourSeconds }),
  device_changed: () => fault('service_unavailable', { retryAfterSeconds: 1 }),
};

/**
 * The same inside of a transaction of the caller, which may be of the admin side; the device of that generation is locked
 * until its end. Faults: next_key_purged, next_key_retired, next_key_taken, next_keys_exhausted; service_unavailable, for a
 * device that was denied or changed its key meanwhile.
 */
export const announceInTransaction = async (
  trx: Trx,
  ctx: Pick<Context, 'address'>,
  { device, spki }: NextKey,
): Promise<void> => {
  const { uuid, generation } = device;
  const outcome = await insertNextKey(trx, { uuid, generation, spki, address: ctx.address });
  const refusal = refusals[outcome];
  if (refusal !== undefined) throw refusal();
};

/**
 * Notes the key as the one that the device will have next, in the place of one that was announced before, with the audit
 * record of it. The present key admits the device until a connection shows the next one, which makes that the only one. A
 * key that is live or next already stays what it is.
 * Faults: those of `writeAsDevice`; next_key_purged, next_key_retired, next_key_taken, next_keys_exhausted.
 */
export const announceNextKey = (
  ctx: Pick<Context, 'db' | 'address'>,
  next: NextKey,
): Promise<void> => writeAsDevice(ctx, next.device, (trx) => announceInTransaction(trx, ctx, next));
