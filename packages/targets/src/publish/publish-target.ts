/** A target becomes an update of a tag, which devices are given. */
import type { Context } from '@moorgate/auth';
import {
  deletePublication,
  findNewerTargetByTag,
  findTargetByName,
  findUpdateByKey,
  insertTargetManifests,
  inTransaction,
  listTargets,
  lockPublication,
  type PublicationRow,
  type TargetManifestRow,
  type Trx,
  updatePublication,
} from '@moorgate/db';
import {
  assembleUpdate,
  closeRolloutsToAll,
  hasCommits,
  hasRolloutToAll,
  rollOutToAll,
  signUpdate,
  type TargetToSign,
} from '@moorgate/delivery';
import { fault } from '@moorgate/errors';
import { parsePinnedReference } from '../image-reference.ts';
import { appsOf, hardwareIdsOf, stemOf, type Target, targetFromRow } from '../target.ts';
import { collectApps } from './collect-apps.ts';
import { findPresentUpdate } from './present-update.ts';
import { contextOf, type PublishServices } from './publish-services.ts';

/** What has no file system has the SHA-256 of nothing. */
const hashOfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const toSign = (target: Target): TargetToSign => ({
  name: stemOf(target),
  version: target.version,
  hardwareIds: hardwareIdsOf(target),
  ostreeHash: target.sha256 === hashOfNothing ? null : target.sha256,
  apps: Object.fromEntries(
    appsOf(target).map(({ app, uri }) => [app, parsePinnedReference(uri)?.sha256 ?? '']),
  ),
  custom: target.custom,
});

/** The target, and those of its version and tag for other hardware: a device looks for its own among them. */
const listWanted = async (
  services: PublishServices,
  { factory, name, tag }: PublicationRow,
): Promise<[Target, ...Target[]] | null> => {
  const row = await findTargetByName(services.db, factory, name);
  if (row === undefined || !row.tags.includes(tag)) return null;
  const target = targetFromRow(row);
  const { version } = target;
  const siblings = await listTargets(services.db, { factory, version, tag });
  const others = siblings.filter(
    (one) => one.name !== name && one.custom['targetFormat'] === target.custom['targetFormat'],
  );
  return [target, ...others.map(targetFromRow)];
};

/** What an attempt is about. */
interface Attempt {
  readonly services: PublishServices;
  readonly ctx: Context;
  readonly taken: PublicationRow;
  readonly targets: readonly [Target, ...Target[]];
}

const note = 'No update has its commit: devices that do not have it already cannot take it.';

/** Devices follow the newest target of their tag: what is published late, or again, takes none back. */
const follow = async (trx: Trx, { services, ctx, taken, targets }: Attempt, id: string) => {
  const { factory, tag, name } = taken;
  const key = { factory, tag, version: targets[0].version };
  if (!services.followsTags || (await hasRolloutToAll(trx, id))) return;
  if ((await findNewerTargetByTag(trx, key)) === undefined)
    await rollOutToAll(trx, ctx, { id, tag, name });
};

const settle = async (
  trx: Trx,
  attempt: Attempt,
  update: {
    readonly id: string;
    readonly hasRepository: boolean;
    readonly manifests: readonly TargetManifestRow[];
  },
): Promise<void> => {
  const { taken, targets, ctx } = attempt;
  // The end of this attempt is noted for the state of the target that it began with, and is then about nothing.
  if (!(await lockPublication(trx, taken))) throw fault('target_not_found');
  await insertTargetManifests(trx, targets[0].id, update.manifests);
  await follow(trx, attempt, update.id);
  await updatePublication(trx, taken, {
    state: 'published',
    reason: update.hasRepository ? null : note,
    published_at: ctx.clock.now(),
    update_id: update.id,
  });
};

/** What devices find stays; what is said of it may be other words. */
const signPresent = (
  { services, ctx, taken, targets, ...rest }: Attempt,
  updateId: string,
): Promise<void> =>
  inTransaction(ctx.db, async (trx) => {
    const { factory, tag } = taken;
    const { appsHost } = services;
    const [target, ...others] = targets.map(toSign) as [TargetToSign, ...TargetToSign[]];
    await signUpdate(trx, services, { updateId, factory, tag, appsHost, ...target, others });
    const attempt = { services, ctx, taken, targets, ...rest };
    const hasRepository = await hasCommits(trx, updateId, [target, ...others]);
    await settle(trx, attempt, { id: updateId, hasRepository, manifests: [] });
  });

const assemble = async (attempt: Attempt): Promise<void> => {
  const { services, ctx, taken, targets } = attempt;
  const { factory, appsHost, registry } = services;
  const references = targets.flatMap(appsOf);
  let manifests: readonly TargetManifestRow[] = [];
  await assembleUpdate(ctx, services, {
    tag: taken.tag,
    name: taken.name,
    targets: targets.map(toSign) as [TargetToSign, ...TargetToSign[]],
    collect: async (writer) => {
      if (references.length === 0) return;
      if (registry === null)
        throw fault('target_content_missing', { detail: 'There is no registry here.' });
      const collection = { registry, writer, factory, appsHost };
      ({ manifests } = await collectApps(collection, references));
    },
    commit: (trx, { id, hasRepository }) => settle(trx, attempt, { id, hasRepository, manifests }),
  });
};

const withdraw = async (services: PublishServices, taken: PublicationRow): Promise<void> => {
  const ctx = contextOf(services);
  await inTransaction(services.db, async (trx) => {
    const { factory, tag, name } = taken;
    const update = await findUpdateByKey(trx, { factory, tag, name });
    if (update !== undefined && update.id === taken.update_id)
      await closeRolloutsToAll(trx, ctx, { id: update.id, tag, name });
    if (await lockPublication(trx, taken)) await deletePublication(trx, taken);
  });
};

/**
 * Does what a publication that was taken asks for: makes the update, or says anew what is in the one that there is, and asks
 * for its rollout; of one that is not wanted any more, ends the rollout. All of it happens in one transaction at the end, or
 * not at all.
 * Faults: target_content_missing, update_exists, update_in_use, those of `assembleUpdate`, and what the registry fails with.
 */
export const publishTarget = async (
  services: PublishServices,
  taken: PublicationRow,
): Promise<void> => {
  if (taken.state === 'withdrawing') return withdraw(services, taken);
  const targets = await listWanted(services, taken);
  if (targets === null) return withdraw(services, taken);
  const ctx = contextOf(services);
  const attempt = { services, ctx, taken, targets };
  const present = await findPresentUpdate(ctx, taken, targets.map(toSign));
  return present === null ? assemble(attempt) : signPresent(attempt, present);
};
