/** A change of targets: checked, recorded as a build, signed and asked to be published, in one transaction. */
import { randomUUID } from 'node:crypto';
import { type Context, principalName, recordAudit } from '@moorgate/auth';
import { recordChange } from '@moorgate/builds';
import {
  deleteTargetManifests,
  deleteTargets,
  insertTargetManifests,
  inTransaction,
  listTargets,
  lockTufVersionByFactory,
  type Trx,
  upsertTargets,
} from '@moorgate/db';
import { everyTag, signTargetSets, type TargetsByName } from '@moorgate/delivery';
import { fault } from '@moorgate/errors';
import { parsePinnedReference } from '../image-reference.ts';
import type { TargetChange, TargetServices } from '../services.ts';
import { appsOf, type Target, targetFromRow, toSignedTarget } from '../target.ts';
import type { CheckedTarget } from './check-target.ts';
import { differenceOf } from './difference.ts';
import { requestPublications } from './request-publications.ts';

/** Targets by their names. */
export type PresentTargets = ReadonlyMap<string, Target>;

/** What is to be: targets that come or change, and the names of those that go. */
export interface Plan {
  readonly wanted: readonly CheckedTarget[];
  readonly gone: readonly string[];
}

/** A change that somebody asks for. */
export interface AskedChange {
  /** In the audit: `targets.added`, say. */
  readonly action: string;
  /** What it is, for the build that it becomes; or the build that it comes from, and then it is none of its own. */
  readonly of: { readonly reason: string } | { readonly buildId: number };
  /** Decides under the lock; may throw. */
  plan(present: PresentTargets): Plan;
  /** The last words in the transaction. */
  commit?(trx: Trx): Promise<void>;
}

/** What has changed, and everything as it is now. */
interface Applied {
  readonly before: PresentTargets;
  readonly after: PresentTargets;
}

const readPresent = async (trx: Trx, factory: string): Promise<PresentTargets> =>
  new Map((await listTargets(trx, { factory })).map((row) => [row.name, targetFromRow(row)]));

/** What a target needs of the registry as far as it says so itself; the images of its apps follow once they are known. */
const keepManifests = async (trx: Trx, target: Target): Promise<void> => {
  const manifests = appsOf(target).flatMap(({ uri }) => {
    const reference = parsePinnedReference(uri);
    if (reference === null) return [];
    const { repository, sha256 } = reference;
    return [{ repository, sha256: Buffer.from(sha256, 'hex') }];
  });
  await insertTargetManifests(trx, target.id, manifests);
};

const store = async (
  ctx: Context,
  trx: Trx,
  {
    factory,
    before,
    plan,
  }: { readonly factory: string; readonly before: PresentTargets; readonly plan: Plan },
): Promise<PresentTargets> => {
  const at = ctx.clock.now();
  const by = principalName(ctx.principal);
  const changed = plan.wanted.filter(
    (wanted) => differenceOf(before.get(wanted.name), wanted) !== 'none',
  );
  const rows = changed.map(({ name, version, bytes, sha256, custom, tags }) => ({
    ...{ id: before.get(name)?.id ?? randomUUID(), factory, name, version, bytes, custom, tags },
    ...{ sha256: Buffer.from(sha256, 'hex'), at, by },
  }));
  await upsertTargets(trx, rows);
  if (plan.gone.length > 0) await deleteTargets(trx, factory, plan.gone);
  const after = await readPresent(trx, factory);
  for (const { name } of changed) {
    const target = after.get(name)!;
    if (differenceOf(before.get(name), target) === 'content')
      await deleteTargetManifests(trx, target.id);
    await keepManifests(trx, target);
  }
  return after;
};

const setOf = (targets: Iterable<Target>, tag: string): TargetsByName =>
  Object.fromEntries(
    [...targets]
      .filter(({ tags }) => tag === everyTag || tags.includes(tag))
      .map((target) => [target.name, toSignedTarget(target)]),
  );

/** The tags whose sets are others than before. */
const affectedTags = ({ before, after }: Applied): Set<string> => {
  const names = new Set([...before.keys(), ...after.keys()]);
  const tags = new Set<string>();
  for (const name of names) {
    const [old, now] = [before.get(name), after.get(name)];
    if (now !== undefined && differenceOf(old, now) === 'none') continue;
    for (const tag of [...(old?.tags ?? []), ...(now?.tags ?? [])]) tags.add(tag);
    tags.add(everyTag);
  }
  return tags;
};

const sign = async (trx: Trx, services: TargetServices, applied: Applied): Promise<string> => {
  const tags = affectedTags(applied);
  if (tags.size === 0) return 'nothing has changed';
  const sets = new Map([...tags].map((tag) => [tag, setOf(applied.after.values(), tag)]));
  const version = await signTargetSets(trx, services, { factory: services.factory, sets });
  return `signed version ${String(version)} of targets.json`;
};

const lineFor = (name: string, { before, after }: Applied): string | null => {
  const [old, now] = [before.get(name), after.get(name)];
  if (now === undefined) return `== pruning ${name}`;
  if (old === undefined) return `== adding ${name}: ${now.tags.join(', ') || 'no tag'}`;
  const difference = differenceOf(old, now);
  if (difference === 'none') return null;
  const tags = `${old.tags.join(', ') || 'no tag'} -> ${now.tags.join(', ') || 'no tag'}`;
  return difference === 'tags' ? `== retagging ${name}: ${tags}` : `== editing ${name}: ${tags}`;
};

const consoleOf = (applied: Applied, signed: string): string => {
  const names = [...new Set([...applied.before.keys(), ...applied.after.keys()])].sort();
  const lines = names.map((name) => lineFor(name, applied)).filter((line) => line !== null);
  return [...lines, `== ${signed}`, '== done', ''].join('\n');
};

/** No build that comes later is to find its number taken. */
const requireReached = ({ before, after }: Applied, { buildId }: TargetChange): void => {
  for (const { name, version } of after.values())
    if (version > buildId && !before.has(name))
      throw fault('target_version_ahead', {
        detail: `${name} has a version above ${String(buildId)}, which is the number of this change.`,
      });
};

/** More names than these say nothing more. */
const namesRecordedMax = 100;

const audit = async (
  ctx: Context,
  trx: Trx,
  change: Pick<AskedChange, 'action'> & {
    readonly factory: string;
    readonly plan: Plan;
    readonly applied: Applied;
    readonly buildId: number;
  },
): Promise<void> => {
  const { action, factory, plan, applied, buildId } = change;
  const names = [...plan.wanted.map(({ name }) => name), ...plan.gone].slice(0, namesRecordedMax);
  const tagsIn = (targets: PresentTargets) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const target = targets.get(name);
        return target === undefined ? [] : [[name, target.tags]];
      }),
    );
  await recordAudit(trx, ctx, {
    action,
    targetKind: 'targets',
    targetId: factory,
    before: tagsIn(applied.before),
    after: { targets: tagsIn(applied.after), buildId },
  });
};

/**
 * Makes a change: one at a time for a factory. What the plan decides on, it sees under the lock; every change is a build, and
 * where anything is another than before, makes new versions of the signed sets that it is in. When it rejects nothing has changed.
 * Faults: signing_keys_missing; target_version_ahead; metadata_unsignable, for fields that agents would sign in different ways; and what the plan
 * throws.
 */
export const applyChange = (
  ctx: Context,
  services: TargetServices,
  asked: AskedChange,
): Promise<TargetChange> =>
  inTransaction(ctx.db, async (trx) => {
    const { factory } = services;
    await lockTufVersionByFactory(trx, factory);
    const before = await readPresent(trx, factory);
    const plan = asked.plan(before);
    const after = await store(ctx, trx, { factory, before, plan });
    const applied = { before, after };
    await requestPublications(trx, { factory, at: ctx.clock.now(), ...applied });
    const console = consoleOf(applied, await sign(trx, services, applied));
    const { of, action } = asked;
    const names = { factory, triggerName: 'UpdateTargets', runName: 'UpdateTargets' };
    const build = 'buildId' in of ? of : await recordChange(trx, ctx, { ...names, ...of, console });
    requireReached(applied, build);
    await audit(ctx, trx, { action, factory, plan, applied, buildId: build.buildId });
    await asked.commit?.(trx);
    return build;
  });
