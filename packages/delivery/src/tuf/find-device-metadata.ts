/** What a device gets of the metadata of the update that it is assigned to. */
import type { Context } from '@moorgate/auth';
import { findUpdateMetadataByRole, findUpdateRootByVersion, splitTags } from '@moorgate/db';
import type { HeldDevice } from '@moorgate/devices';
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
 * The bytes of a file as they were signed, for a device that has the tag of its update among its own. Tags are compared and
 * nothing else: what is found is decided by the assignment alone.
 * Faults: metadata_not_found, where it is assigned to nothing, has no such tag, or there is no such file.
 */
export const findDeviceMetadata = async (
  { db }: Pick<Context, 'db'>,
  { update }: Pick<HeldDevice, 'update'>,
  { tags: sent, file }: MetadataRequest,
): Promise<Buffer> => {
  const tags = splitTags(sent);
  if (tags.length === 0) throw fault('metadata_not_found', { detail: 'Device sent no tag' });
  if (update === null) throw fault('metadata_not_found', { detail: 'No update is assigned.' });
  if (!tags.includes(update.tag))
    throw fault('metadata_not_found', {
      detail: `The assigned update has the tag ${update.tag}, which the device does not ask for.`,
    });
  const bytes =
    file.role === 'root'
      ? await findUpdateRootByVersion(db, update.id, file.version)
      : await findUpdateMetadataByRole(db, update.id, file.role);
  if (bytes === undefined) throw fault('metadata_not_found');
  return bytes;
};
