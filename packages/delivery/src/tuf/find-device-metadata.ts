/** What a device gets of the metadata of the update that it is assigned to. */
import type { Context } from '@moorgate/auth';
import {
  type AssignedDevice,
  findMetadataByDevice,
  findTimestampByDevice,
  findUpdateRootByVersion,
  splitTags,
  upsertDeviceSnapshot,
} from '@moorgate/db';
import { type HeldDevice, writeAsDevice } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import type { UpdateRole } from '@moorgate/tuf';

/** A file of the metadata: of a role, or a root of some version. */
export type MetadataFile =
  { readonly role: UpdateRole } | { readonly role: 'root'; readonly version: number };

/** What a device asks for, and the tags that it sends with its request. */
export interface MetadataRequest {
  readonly tags: string;
  readonly file: MetadataFile;
}

/**
 * For so long after the files of a timestamp were replaced a device that got it finds them. Within seconds a client asks for
 * all of them, or it is on a slow line; one that never asks for timestamps may find the former targets for as long.
 */
export const metadataGraceSeconds = 120;

type MetadataDevice = Pick<HeldDevice, 'uuid' | 'generation' | 'update'>;

/** The device is told of the snapshot that the timestamp names, which is noted once, before it gets the timestamp. */
const findTimestamp = async (
  ctx: Pick<Context, 'db'>,
  device: MetadataDevice,
  of: AssignedDevice,
): Promise<Buffer | undefined> => {
  const found = await findTimestampByDevice(ctx.db, of);
  if (found === undefined) return undefined;
  const { bytes, snapshotVersion, isNoted } = found;
  if (!isNoted)
    await writeAsDevice(ctx, device, (trx) =>
      upsertDeviceSnapshot(trx, { ...of, snapshotVersion }),
    );
  return bytes;
};

const findFile = (
  ctx: Pick<Context, 'db'>,
  device: MetadataDevice,
  { of, file }: { readonly of: AssignedDevice; readonly file: MetadataFile },
): Promise<Buffer | undefined> => {
  const { role } = file;
  if (role === 'root') return findUpdateRootByVersion(ctx.db, of.updateId, file.version);
  if (role === 'timestamp') return findTimestamp(ctx, device, of);
  return findMetadataByDevice(ctx.db, of, { role, graceSeconds: metadataGraceSeconds });
};

/**
 * The bytes of a file as they were signed, for a device that has the tag of its update among its own. Tags are compared and
 * nothing else: what is found is decided by the assignment alone, and for a moment by the timestamp that the device got
 * last: the snapshot and the targets that it names are found although they were signed again, or the device was assigned to
 * another update, meanwhile. That is noted in the store, so it holds whichever gateway is asked.
 * Faults: metadata_not_found, where it is assigned to nothing, has no such tag, or there is no such file; those of
 * `writeAsDevice`.
 */
export const findDeviceMetadata = async (
  ctx: Pick<Context, 'db'>,
  device: MetadataDevice,
  { tags: sent, file }: MetadataRequest,
): Promise<Buffer> => {
  const { update } = device;
  const tags = splitTags(sent);
  if (tags.length === 0) throw fault('metadata_not_found', { detail: 'Device sent no tag' });
  if (update === null) throw fault('metadata_not_found', { detail: 'No update is assigned.' });
  if (!tags.includes(update.tag))
    throw fault('metadata_not_found', {
      detail: `The assigned update has the tag ${update.tag}, which the device does not ask for.`,
    });
  const of = { deviceUuid: device.uuid, updateId: update.id };
  const bytes = await findFile(ctx, device, { of, file });
  if (bytes === undefined) throw fault('metadata_not_found');
  return bytes;
};
