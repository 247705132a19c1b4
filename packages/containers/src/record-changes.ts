/**
 * Writing down who pushed and deleted what, since the registry keeps no such records: what is about to change before the registry
 * hears of it, and the record when it has answered.
 */
import {
  type AuditIntent,
  completeIntent,
  type Context,
  intendChanges,
  type IntendedChange,
  listUnsettledPlaces,
  type RecordOf,
  settleIntents,
} from '@moorgate/auth';
import { inTransaction } from '@moorgate/db';
import type { RegistryServices } from './store/ask-store.ts';
import { findDigest } from './store/find-digest.ts';

/** A manifest that is to be pushed or deleted. */
export interface ManifestChange {
  /** The whole name of the repository. */
  readonly name: string;
  /** The tag or the digest under which it is pushed; the digest that is deleted. */
  readonly reference: string;
  /** What is pushed; null for a deletion. */
  readonly digest: string | null;
}

/** A change that the registry may make from now on. */
export interface ManifestIntent {
  readonly intent: AuditIntent;
  readonly change: IntendedChange;
}

type Services = Pick<Context, 'db' | 'clock' | 'log'>;

const placeOf = (name: string) => ({ kind: 'manifest', place: name }) as const;

const recordOf =
  (name: string): RecordOf =>
  ({ item, after }) => {
    const target = { targetKind: 'container_image', targetId: name };
    if (after === null)
      return { action: 'container_image.deleted', ...target, before: { digest: item } };
    const pushed = item === after ? { digest: after } : { digest: after, tag: item };
    return { action: 'container_image.pushed', ...target, after: pushed };
  };

/**
 * Records what has changed in a repository without a record, since the server that let it through was killed, or is about to
 * record it. Throws `registry_unavailable`.
 */
const settleManifests = async (
  ctx: Services,
  registry: RegistryServices,
  name: string,
): Promise<void> => {
  const settled = await settleIntents(ctx, {
    ...placeOf(name),
    recordOf: recordOf(name),
    look: async (items) => {
      const present = new Map<string, string | null>();
      for (const item of items) present.set(item, await findDigest(registry, name, item));
      return present;
    },
  });
  if (settled.length > 0)
    ctx.log.warn(
      { repository: name, images: settled.length },
      'images are recorded that had no record',
    );
};

/**
 * Writes down, in the name of `ctx`, that a manifest is about to be pushed or deleted; on the disk when it resolves. What is
 * left of earlier changes of the repository is settled before. Throws `registry_unavailable`.
 */
export const intendManifestChange = async (
  ctx: Context,
  registry: RegistryServices,
  { name, reference, digest }: ManifestChange,
): Promise<ManifestIntent> => {
  await settleManifests(ctx, registry, name);
  const before = await findDigest(registry, name, reference);
  const change = { item: reference, before, after: digest };
  const changes = before === digest ? [] : [change];
  return { intent: await intendChanges(ctx, { ...placeOf(name), changes }), change };
};

/** Writes the record of a change that the registry has made, or that it has made nothing of it. */
export const completeManifestChange = (
  ctx: Context,
  { intent, change }: ManifestIntent,
  isMade: boolean,
): Promise<void> =>
  inTransaction(ctx.db, (trx) =>
    completeIntent(trx, ctx, {
      intent,
      made: isMade ? [change] : [],
      recordOf: recordOf(intent.place),
    }),
  );

/**
 * Settles every repository with changes that have no record: what is there is recorded in the name of
 * whoever pushed it, what has gone in that of whoever deleted it, and what has not changed in ten minutes is forgotten.
 * Throws `registry_unavailable`.
 */
export const settleAllManifests = async (
  services: Services,
  registry: RegistryServices,
): Promise<void> => {
  for (const name of await listUnsettledPlaces(services, 'manifest'))
    await settleManifests(services, registry, name);
};
