/** One update in detail. */
import type { Context } from '@moorgate/auth';
import { countUpdateFiles, findUpdateByKey, listUpdateMetadata } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { readMetadata, type Target } from '@moorgate/tuf';
import {
  requireUpdateName,
  type Update,
  type UpdateName,
  updateSummaryFromRow,
  type UpdateTarget,
} from './update.ts';

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const appsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries((value ?? {}) as Record<string, { readonly uri?: unknown } | null>).map(
      ([app, entry]) => [app, textOf(entry?.uri)],
    ),
  );

/** What is in it comes from whoever made the metadata: forms that agents do not read are left out. */
const targetOf = (name: string, { hashes, custom = {} }: Target): UpdateTarget => {
  const fields = custom as Readonly<Record<string, unknown>>;
  return {
    name,
    version: textOf(fields['version']),
    hardwareIds: textsOf(fields['hardwareIds']),
    tags: textsOf(fields['tags']),
    ostreeHash: textOf((hashes as Readonly<Record<string, unknown>>)['sha256']),
    apps: appsOf(fields['docker_compose_apps']),
  };
};

const listTargets = async (ctx: Context, updateId: string): Promise<UpdateTarget[]> => {
  const files = await listUpdateMetadata(ctx.db, updateId);
  const targets = files.find(({ role }) => role === 'targets');
  if (targets === undefined) return [];
  const { signed } = readMetadata('targets', targets.bytes).envelope;
  return Object.entries(signed.targets).map(([name, target]) => targetOf(name, target));
};

/**
 * Everything about one update: how much it is, what devices are told of it, and until when they may believe that.
 * Faults: update_name_invalid, update_not_found.
 */
export const getUpdate = async (
  ctx: Context,
  { factory }: { readonly factory: string },
  name: UpdateName,
): Promise<Update> => {
  requireUpdateName(name);
  const row = await findUpdateByKey(ctx.db, { factory, ...name });
  if (row === undefined) throw fault('update_not_found');
  const { files, bytes } = await countUpdateFiles(ctx.db, row.id);
  return {
    ...updateSummaryFromRow(row),
    files,
    bytes,
    metadataOrigin: row.metadata_origin,
    metadataExpiresAt: row.metadata_expires_at,
    targets: await listTargets(ctx, row.id),
  };
};
