/** What was built becomes targets: apps that were pushed, on the file systems that the devices of a tag have. */
import type { Context } from '@moorgate/auth';
import {
  buildUrlOf,
  giveUpResult,
  listUnpublishedResults,
  markPublished,
  type RunResult,
  type SourceReader,
} from '@moorgate/builds';
import { DomainError, fault } from '@moorgate/errors';
import { formatInstant, type JsonObject } from '@moorgate/tuf';
import { applyChange, type PresentTargets } from './changes/apply-change.ts';
import { checkTargets, type WantedTarget } from './changes/check-target.ts';
import { requireRoom } from './changes/limits.ts';
import { readMachines } from './machines.ts';
import type { TargetServices } from './services.ts';
import { stemOf, type Target } from './target.ts';

/** Whoever makes targets of results. */
export interface MakingServices extends TargetServices {
  /** The origin under which clients reach this server. */
  readonly serverUrl: string;
  /** Null where git is not there. */
  readonly source: SourceReader | null;
}

/** SHA-256 of nothing: what a target without a file system has for its hash. */
const hashOfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Fields of a target that are about where it, or another one, came from, and are not those of one that is made of it. */
const ownFields = ['origUri', 'origUriApps', 'fetched-apps', 'cliUploaded'];

/** What a target is made on: a former one, or nothing but hardware. */
interface Base {
  /** What its name has before the version. */
  readonly stem: string;
  readonly sha256: string;
  readonly custom: JsonObject;
}

const baseOf = (target: Target): Base => ({
  stem: stemOf(target),
  sha256: target.sha256,
  custom: Object.fromEntries(
    Object.entries(target.custom).filter(([field]) => !ownFields.includes(field)),
  ),
});

const bareBase = (hardwareId: string): Base => ({
  stem: `${hardwareId}-lmp`,
  sha256: hashOfNothing,
  custom: {
    name: `${hardwareId}-lmp`,
    hardwareIds: [hardwareId],
    targetFormat: 'OSTREE',
  },
});

/** The newest target of the tags for each hardware that is older than the build; where there is none, the hardware alone. */
const basesFor = (
  present: PresentTargets,
  { tags, buildId }: RunResult,
  machines: readonly string[],
): readonly Base[] => {
  const newest = new Map<string, Target>();
  for (const target of present.values()) {
    const isOlder = target.version < buildId && target.tags.some((tag) => tags.includes(tag));
    if (!isOlder || target.custom['targetFormat'] !== 'OSTREE') continue;
    const known = newest.get(stemOf(target));
    if (known === undefined || known.version < target.version) newest.set(stemOf(target), target);
  }
  return newest.size > 0 ? [...newest.values()].map(baseOf) : machines.map(bareBase);
};

const urisOf = (apps: RunResult['result']['apps']): JsonObject =>
  Object.fromEntries(Object.entries(apps).map(([app, uri]) => [app, { uri }]));

/** The commit that was built, under the name that tools know it by. */
const commitOf = ({ source }: RunResult): JsonObject =>
  source?.repository === 'containers' ? { 'containers-sha': source.commit } : {};

interface Making {
  readonly result: RunResult;
  readonly uri: string;
  readonly at: string;
}

const targetOn = (base: Base, { result, uri, at }: Making): WantedTarget => {
  const version = String(result.buildId);
  return {
    name: `${base.stem}-${version}`,
    bytes: 0,
    sha256: base.sha256,
    custom: {
      ...base.custom,
      version,
      tags: result.tags,
      docker_compose_apps: urisOf(result.result.apps),
      ...commitOf(result),
      uri,
      createdAt: at,
      updatedAt: at,
    },
  };
};

/** Another run of the same build had apps too: the target that was made of them gets these beside. */
const withMore = (target: Target, { result, at }: Making): WantedTarget => {
  const apps = target.custom['docker_compose_apps'] as JsonObject | undefined;
  const docker_compose_apps = { ...apps, ...urisOf(result.result.apps) };
  const { name, bytes, sha256, custom } = target;
  return { name, bytes, sha256, custom: { ...custom, docker_compose_apps, updatedAt: at } };
};

/** A name that somebody took for something else is left to them. */
const wantedFor = (
  present: PresentTargets,
  making: Making,
  machines: readonly string[],
): WantedTarget[] =>
  basesFor(present, making.result, machines).flatMap((base) => {
    const wanted = targetOn(base, making);
    const taken = present.get(wanted.name);
    if (taken === undefined) return [wanted];
    return taken.custom['uri'] === making.uri ? [withMore(taken, making)] : [];
  });

/** So that the other's work stands, and this one's is taken back. */
const lost = (): Error => fault('target_exists', { detail: 'Another process was first.' });

const makeOf = async (ctx: Context, services: MakingServices, result: RunResult): Promise<void> => {
  const { factory, serverUrl } = services;
  const { buildId, runId } = result;
  const machines = await readMachines(services.source, factory);
  const uri = buildUrlOf({ serverUrl }, { factory, buildId }).replace(/\/$/, '');
  const making = { result, uri, at: formatInstant(ctx.clock.now()) };
  await applyChange(ctx, services, {
    action: 'targets.built',
    of: { buildId },
    plan: (present) => {
      const hasApps = Object.keys(result.result.apps).length > 0;
      const wanted = hasApps ? wantedFor(present, making, machines) : [];
      requireRoom(present.size + wanted.length);
      return { wanted: checkTargets(wanted), gone: [] };
    },
    commit: async (trx) => {
      if (!(await markPublished(trx, runId, ctx))) throw lost();
    },
  });
};

/** What is said of a result itself, and will be the same for ever. */
const hopeless: ReadonlySet<string> = new Set(['invalid_request', 'metadata_unsignable']);

/** Why nothing will ever be made of a result; null for what may be otherwise later. */
const reasonToGiveUp = (error: unknown): string | null => {
  if (!(error instanceof DomainError) || !hopeless.has(error.code)) return null;
  const { detail, issues = [] } = error.details;
  return detail ?? issues.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
};

/**
 * Makes targets of every result that waits: for each hardware, on the newest target of the tags, with the apps that were built and
 * the number of the build as their version. Of those that fail the log has why. What can be no target is given up, so that it
 * stands in nobody's way, and the console of its run says why; the others are tried again in the next round. Answers how many results
 * were done.
 */
export const makeTargets = async (ctx: Context, services: MakingServices): Promise<number> => {
  let done = 0;
  for (const result of await listUnpublishedResults(ctx.db)) {
    if (result.factory !== services.factory) continue;
    try {
      await makeOf(ctx, services, result);
      done += 1;
    } catch (error) {
      const { factory, buildId, runName } = result;
      ctx.log.warn({ err: error, factory, buildId, runName }, 'a result became no targets');
      const reason = reasonToGiveUp(error);
      if (reason !== null) await giveUpResult(ctx, result.runId, reason);
    }
  }
  return done;
};
