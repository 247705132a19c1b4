/** Giving a run that waits to a runner. */
import { randomUUID } from 'node:crypto';
import { type Context, drawToken, formatToken, hashSecret, type RunnerTerms } from '@moorgate/auth';
import {
  type BuildRow,
  findBuildById,
  findRunOrderById,
  insertBuildStatusEvent,
  inTransaction,
  lockQueuedRun,
  lockRunById,
  lockSharedRunnerById,
  type RunnerIsolation,
  type RunOrderRow,
  type RunRow,
  type Trx,
  updateRunAsLeased,
} from '@moorgate/db';
import { type BuildServices, buildUrlOf } from '../services.ts';
import { runUrlOf } from '../wire/format-build.ts';
import { openBuildSecrets, sayLost } from './build-secrets.ts';
import { endRuns } from './end-run.ts';
import { settleBuild } from './settle-build.ts';

/** So long a runner may be silent. */
export const leaseSeconds = 60;

/** What a runner has to offer at the moment. */
export interface Vacancy {
  /** Of those that it was registered with; all of them where none is named. */
  readonly hostTags?: readonly string[] | undefined;
  readonly isolation: RunnerIsolation;
  readonly engine: boolean;
  readonly freeSlots: number;
}

/** What a runner is told to do, as it goes over the wire. */
export interface RunOrder {
  readonly runId: string;
  readonly leaseId: string;
  readonly leaseSeconds: number;
  readonly factory: string;
  readonly buildId: number;
  readonly name: string;
  readonly timeoutSeconds: number;
  readonly container: string | null;
  readonly script: string;
  readonly params: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly source: {
    readonly url: string;
    readonly repository: string;
    readonly ref: string;
    readonly commit: string;
  } | null;
  readonly credential: {
    readonly secret: string;
    readonly registryHost: string;
    readonly serverUrl: string;
  };
  readonly publishes: {
    readonly apps: boolean;
    readonly tags: readonly string[];
    readonly network: boolean;
  };
  readonly persistentVolumes: Readonly<Record<string, string>>;
}

const sourceOf = (
  { serverUrl }: BuildServices,
  { factory, repository, ref, new_commit: commit }: BuildRow,
): RunOrder['source'] =>
  repository === null || ref === null || commit === null
    ? null
    : { url: `${serverUrl}/factories/${factory}/${repository}.git`, repository, ref, commit };

/** A run that follows others is told which: the only one, or else all of its build. */
const followed = (
  { serverUrl }: BuildServices,
  { factory, build_id: buildId }: RunRow,
  { after_runs: [name, ...others] }: RunOrderRow,
): Record<string, string> => {
  if (name === undefined) return {};
  const build = { factory, buildId };
  const isOne = others.length === 0;
  return {
    H_TRIGGER_URL: isOne
      ? runUrlOf(serverUrl, { ...build, name })
      : buildUrlOf({ serverUrl }, build),
  };
};

/** A run that a runner has from now on; or one that has ended, since secrets of it cannot be opened. */
type Begun =
  { readonly order: RunOrder } | { readonly run: RunRow; readonly lost: readonly string[] };

const orderOf = (
  services: BuildServices,
  row: { readonly run: RunRow; readonly order: RunOrderRow; readonly build: BuildRow },
  lease: {
    readonly leaseId: string;
    readonly secret: string;
    readonly secrets: RunOrder['secrets'];
  },
): RunOrder => {
  const { run, order, build } = row;
  const { serverUrl, registryHost, allowsNetwork } = services;
  return {
    runId: run.id,
    leaseId: lease.leaseId,
    leaseSeconds,
    factory: run.factory,
    buildId: run.build_id,
    name: run.name,
    timeoutSeconds: order.timeout_seconds,
    container: order.container,
    script: order.script,
    params: { ...order.params, ...followed(services, run, order) },
    secrets: lease.secrets,
    source: sourceOf(services, build),
    credential: { secret: lease.secret, registryHost, serverUrl },
    publishes: { apps: order.publishes_apps, tags: order.tags, network: allowsNetwork },
    persistentVolumes: order.persistent_volumes,
  };
};

const begin = async (
  trx: Trx,
  ctx: Pick<Context, 'clock'>,
  { services, runner, run }: { services: BuildServices; runner: RunnerTerms; run: RunRow },
): Promise<Begun> => {
  const key = { factory: run.factory, buildId: run.build_id };
  const build = (await findBuildById(trx, key))!;
  const order = (await findRunOrderById(trx, run.id))!;
  const { secrets, lost } = await openBuildSecrets(trx, services, build);
  const drawn = drawToken('run');
  const { hash, keyVersion } = hashSecret(services.tokenKeys, drawn.secret);
  const leaseId = randomUUID();
  const at = ctx.clock.now();
  await updateRunAsLeased(trx, run.id, {
    leaseId,
    expiresAt: new Date(at.getTime() + leaseSeconds * 1_000),
    at,
    runner,
    credential: { id: drawn.id, hash, keyVersion },
  });
  if (lost.length > 0) {
    // It had its attempt, and can be started again when the secret was set.
    const line = sayLost(lost);
    await endRuns(trx, ctx, { runs: [run], outcome: { status: 'FAILED', line, message: line } });
    return { run, lost: lost.map(({ name }) => name) };
  }
  await insertBuildStatusEvent(trx, key, { at, status: 'RUNNING', run_id: run.id });
  await settleBuild(trx, ctx, key);
  const lease = { leaseId, secret: formatToken(drawn), secrets };
  return { order: orderOf(services, { run, order, build }, lease) };
};

/** The first that this runner may take, begun or ended; null where there is none. */
const leaseFirst = (
  ctx: Pick<Context, 'db' | 'clock'>,
  services: BuildServices,
  { runner, vacancy }: { readonly runner: RunnerTerms; readonly vacancy: Vacancy },
): Promise<Begun | null> =>
  inTransaction(ctx.db, async (trx) => {
    // A runner that is being deleted gets nothing more; one that gets a run is deleted after this.
    if (vacancy.freeSlots < 1 || !(await lockSharedRunnerById(trx, runner.id))) return null;
    const wanted = vacancy.hostTags;
    const hostTags =
      wanted === undefined || wanted.length === 0
        ? runner.hostTags
        : runner.hostTags.filter((hostTag) => wanted.includes(hostTag));
    const hasContainers = vacancy.isolation === 'container';
    const found = await lockQueuedRun(trx, { factory: runner.factory, hostTags, hasContainers });
    if (found === undefined) return null;
    const run = (await lockRunById(trx, found.id))!;
    return begin(trx, ctx, { services, runner, run });
  });

/**
 * Gives the run that comes first, by priority and then by age, to this runner, with a new lease, a new credential and the
 * secrets of its build; null where none waits that it may take. Of any number who ask at once each gets another run. Runs
 * with a secret that cannot be opened end as failed on the way, each with a last line of its console that names it.
 */
export const leaseRun = async (
  ctx: Pick<Context, 'db' | 'clock' | 'log'>,
  services: BuildServices,
  request: { readonly runner: RunnerTerms; readonly vacancy: Vacancy },
): Promise<RunOrder | null> => {
  for (;;) {
    const begun = await leaseFirst(ctx, services, request);
    if (begun === null) return null;
    if ('order' in begun) return begun.order;
    const { factory, build_id: buildId, name } = begun.run;
    ctx.log.error({ factory, buildId, run: name, lost: begun.lost }, 'a run has lost its secrets');
  }
};
