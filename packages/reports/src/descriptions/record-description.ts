/** Keeping what a device says of itself. */
import { hash } from 'node:crypto';
import { type Context, withStoreFaults } from '@moorgate/auth';
import { type DescriptionKind, findDescriptionHashByKind, upsertDescription } from '@moorgate/db';
import { type HeldDevice, writeAsDevice } from '@moorgate/devices';
import { fitText } from '../fit-text.ts';

/** What is said, and about what. */
export interface Description {
  readonly kind: DescriptionKind;
  /** Kept as it is, but for U+0000 and lone surrogates. */
  readonly content: string;
}

/**
 * Puts a description in the place of the one before. The same content again writes nothing: agents send it at each start.
 * Faults: those of `writeAsDevice`.
 */
export const recordDescription = (
  ctx: Pick<Context, 'db'>,
  device: Pick<HeldDevice, 'uuid' | 'generation'>,
  description: Description,
): Promise<void> =>
  withStoreFaults(async () => {
    const { kind } = description;
    const content = fitText(description.content);
    const sha256 = hash('sha256', content, 'buffer');
    const present = await findDescriptionHashByKind(ctx.db, device.uuid, kind);
    if (present?.equals(sha256) === true) return;
    await writeAsDevice(ctx, device, (trx) =>
      upsertDescription(trx, device.uuid, { kind, content, sha256 }),
    );
  });
