/** Between the wire shapes of updates and what the use cases take and give; pure. */
import type { TargetOverrides, Update, UpdateSummary } from '@moorgate/delivery';
import type { UpdateBody, UpdateSummaryBody, UpdateUploadQuery } from './schemas-updates.ts';

const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);

/** A line of the list. */
const toUpdateSummaryBody = (update: UpdateSummary): UpdateSummaryBody => ({
  name: update.name,
  'uploaded-at': seconds(update.uploadedAt),
  'uploaded-by': update.uploadedBy,
  'device-count': update.deviceCount,
});

/** The list by tag, in its order. */
export const toUpdateListBody = (
  updates: readonly UpdateSummary[],
): Record<string, UpdateSummaryBody[]> =>
  Object.fromEntries(
    [...Map.groupBy(updates, ({ tag }) => tag)].map(([tag, lines]) => [
      tag,
      lines.map(toUpdateSummaryBody),
    ]),
  );

/** One update in detail. */
export const toUpdateBody = (update: Update): UpdateBody => ({
  tag: update.tag,
  ...toUpdateSummaryBody(update),
  files: update.files,
  bytes: update.bytes,
  metadata: update.metadataOrigin,
  'metadata-expires-at': update.metadataExpiresAt === null ? 0 : seconds(update.metadataExpiresAt),
  targets: update.targets.map((target) => ({
    name: target.name,
    version: target.version,
    'hardware-ids': [...target.hardwareIds],
    tags: [...target.tags],
    'ostree-hash': target.ostreeHash,
    apps: { ...target.apps },
  })),
});

const appPair = /^([A-Za-z0-9][A-Za-z0-9._-]{0,127})[=:]([0-9a-fA-F]{64})$/;

/** `app=sha256` and `app:sha256`, separated by commas; what has another form is ignored, as existing servers do. */
const toApps = (texts: readonly string[]): Record<string, string> | undefined => {
  const pairs = texts
    .flatMap((text) => text.split(','))
    .map((text) => appPair.exec(text.trim()))
    .filter((pair) => pair !== null)
    .map(([, app, digest]) => [app!, digest!.toLowerCase()] as const);
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
};

/** What the uploader says. */
export const toTargetOverrides = (query: UpdateUploadQuery): TargetOverrides => ({
  version: query.version,
  name: query.name,
  hardwareId: query['hardware-id'],
  ostreeHash: query['ostree-hash']?.toLowerCase(),
  apps: toApps(query.apps ?? []),
});
