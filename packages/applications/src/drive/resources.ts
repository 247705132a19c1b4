/** The networks and volumes of an application on one host: made before its containers, and kept or removed after them. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '@moorgate/auth';
import type { ComposeResource } from '../compose/plan.ts';
import { labels, nameAt } from './engine.ts';
import type { Result } from './results.ts';
import { type HostWork, labelsWith } from './run-goal.ts';

type Labels = Readonly<Record<string, string>>;

/** Either of the two, as engines call it. */
interface Kind {
  readonly word: 'network' | 'volume';
  readonly path: string;
  /** How an engine says that there is none. */
  readonly absence: RegExp;
  /** Whether one with these labels may be used by the application of this key. */
  isOwn(held: Labels, key: string): boolean;
}

const network: Kind = {
  ...{ word: 'network', path: 'networks', absence: /network .*not found|no such network/i },
  isOwn: (held, key) => held[labels.application] === key,
};

const volume: Kind = {
  ...{ word: 'volume', path: 'volumes', absence: /no such volume/i },
  // A first deployment that failed leaves its volumes to the next application of this name.
  isOwn: (held) => held[labels.application] !== undefined,
};

/** What tells whether one is as a file describes it. */
const settingsLabel = 'io.moorgate.settings';

const digestOf = ({ body }: ComposeResource): string =>
  createHash('sha256').update(canonicalJson(body)).digest('hex');

const ok: Result = { status: 'OK', message: '', code: 201 };

const refuse = (message: string): Result => ({ status: 'Error', message, code: 409 });

/** The members of what an engine shows; none of anything else. */
export const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const labelsOf = (value: unknown): Labels => membersOf(membersOf(value)['Labels']) as Labels;

/** What keeps one that is there from being used; null for nothing. */
const complaintOf = (
  { plan }: HostWork,
  { kind, resource, seen }: { kind: Kind; resource: ComposeResource; seen: unknown },
): Result | null => {
  const held = labelsOf(seen);
  const { word, isOwn } = kind;
  const { name } = resource;
  if (!isOwn(held, plan.key))
    return refuse(`${name} is a ${word} that does not belong to the application`);
  return held[settingsLabel] === digestOf(resource)
    ? null
    : refuse(`${name} is a ${word} with other settings, which cannot be changed: use another name`);
};

const prepare = async (work: HostWork, kind: Kind, resource: ComposeResource): Promise<Result> => {
  const { engine, journal, host } = work;
  const { path, absence } = kind;
  const { name, body } = resource;
  const looked = await engine.read(`${path}/${encodeURIComponent(name)}`, absence);
  if ('failed' in looked) return looked.failed;
  const { seen } = looked;
  // An engine also takes the beginning of an id for a name.
  if (seen !== null && membersOf(seen)['Name'] === name)
    return complaintOf(work, { kind, resource, seen }) ?? ok;
  if (host.notes.isPrepared !== true)
    await journal.writeHost(host, { notes: { isPrepared: true } });
  const Labels = { ...labelsWith(work, body), [settingsLabel]: digestOf(resource) };
  return engine.send({ method: 'POST', target: `${path}/create`, body: { ...body, Labels } });
};

/**
 * Makes the volumes and networks of a deployment on one host. Those that are there and belong to the application stay as they
 * are; one of somebody else, and one with other settings, is an error. Throws `StoppedError` alone.
 */
export const prepareResources = async (work: HostWork): Promise<Result> => {
  const { volumes = [], networks = [] } = work.plan;
  const all = [
    ...volumes.map((resource) => ({ kind: volume, resource })),
    ...networks.map((resource) => ({ kind: network, resource })),
  ];
  for (const { kind, resource } of all) {
    const result = await prepare(work, kind, resource);
    if (result.status === 'Error')
      return result.isOfEngine === true
        ? { ...result, message: `${resource.name}: ${result.message}` }
        : result;
  }
  return ok;
};

interface FoundNetwork {
  readonly id: string;
  readonly name: string;
  readonly operation: string | undefined;
}

const listNetworks = async ({
  engine,
  plan,
}: HostWork): Promise<readonly FoundNetwork[] | Result> => {
  const filters = JSON.stringify({ label: [`${labels.application}=${plan.key}`] });
  const looked = await engine.read(`networks?filters=${encodeURIComponent(filters)}`, /(?!)/);
  if ('failed' in looked) return looked.failed;
  const found = Array.isArray(looked.seen) ? (looked.seen as readonly unknown[]) : [];
  return found
    .filter((one) => network.isOwn(labelsOf(one), plan.key))
    .map((one) => ({
      id: String(membersOf(one)['Id']),
      name: String(membersOf(one)['Name']),
      operation: labelsOf(one)[labels.operation],
    }));
};

/** Whether a container that this operation created is still there, because nothing else is. */
const isCreatedKept = async ({ engine, plan, operationId }: HostWork): Promise<boolean> => {
  for (const { name } of plan.parts)
    for (const place of ['next', 'current'] as const) {
      const looked = await engine.inspect(nameAt(name, place));
      if ('failed' in looked) return true;
      if (looked.seen?.Config.Labels?.[labels.operation] === operationId) return true;
    }
  return false;
};

/** Which networks go when a host is settled. */
const surplusOf = async (
  work: HostWork,
  goal: 'restored' | 'finished' | 'removed',
  found: readonly FoundNetwork[],
): Promise<readonly FoundNetwork[]> => {
  const { plan, host, operationId } = work;
  if (goal === 'removed' || (goal === 'finished' && host.row.role === 'removed')) return found;
  if (goal === 'finished') {
    const kept = new Set(plan.networks?.map(({ name }) => name));
    return found.filter(({ name }) => !kept.has(name));
  }
  const made = found.filter(({ operation }) => operation === operationId);
  return made.length > 0 && (await isCreatedKept(work)) ? [] : made;
};

/** What somebody else has connected something to stays; it goes with a later deployment. */
const isLeft = ({ code }: Result): boolean => code === 403 || code === 404 || code === 409;

/**
 * Removes the networks that nothing of the application is in any more, when its containers on a host are settled: those that a
 * failed operation made, those of the deployment that was replaced, or all. Volumes stay. Throws `StoppedError` alone.
 */
export const removeNetworks = async (
  work: HostWork,
  goal: 'restored' | 'finished' | 'removed',
): Promise<Result> => {
  if (work.plan.networks === undefined) return ok;
  const found = await listNetworks(work);
  if ('status' in found) return found;
  for (const { id } of await surplusOf(work, goal, found)) {
    const result = await work.engine.send({ method: 'DELETE', target: `networks/${id}` });
    if (result.status === 'Error' && !isLeft(result)) return result;
  }
  return ok;
};
