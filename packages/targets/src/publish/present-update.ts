/** An update of the name that a target is to be published under. */
import type { Context } from '@moorgate/auth';
import { countAssignedDevices, findUpdateByKey, type PublicationRow } from '@moorgate/db';
import { deleteUpdate, getUpdate, type TargetToSign, type Update } from '@moorgate/delivery';
import { fault } from '@moorgate/errors';

const sha256Of = (uri: string): string => uri.slice(-64);

const describe = ({
  name,
  ostreeHash,
  apps,
}: {
  readonly name: string;
  readonly ostreeHash: string | null;
  readonly apps: Readonly<Record<string, string>>;
}): string => {
  const digests = Object.entries(apps).map(([app, uri]) => [app, sha256Of(uri)]);
  return JSON.stringify([name, ostreeHash, digests.sort()]);
};

/** Whether devices find the same in the update as in the targets, whatever else is said of them. */
const isSame = ({ targets }: Update, wanted: readonly TargetToSign[]): boolean => {
  const named = wanted.map((one) =>
    describe({ ...one, name: `${one.name}-${String(one.version)}` }),
  );
  return targets.length === named.length && targets.every((one) => named.includes(describe(one)));
};

/**
 * The id of an update that has the content of these targets already; null where the name is free, or has become so, since
 * what stood there had been published before of a target that has changed, and no device has it.
 * Faults: update_exists, for what somebody uploaded; update_in_use.
 */
export const findPresentUpdate = async (
  ctx: Context,
  { factory, name, tag, update_id: ownId }: PublicationRow,
  wanted: readonly TargetToSign[],
): Promise<string | null> => {
  const row = await findUpdateByKey(ctx.db, { factory, tag, name });
  if (row === undefined) return null;
  const update = await getUpdate(ctx, { factory }, { tag, name });
  if (update.metadataOrigin === 'signed' && isSame(update, wanted)) return row.id;
  if (row.id !== ownId)
    throw fault('update_exists', {
      detail: `The tag ${tag} has an update ${name} with other content, which was not made of this target.`,
    });
  if ((await countAssignedDevices(ctx.db, row.id)) > 0)
    throw fault('update_in_use', {
      detail:
        'Devices have the update that was made of the target as it was before: give it another version.',
    });
  await deleteUpdate(ctx, { factory }, { tag, name });
  return null;
};
