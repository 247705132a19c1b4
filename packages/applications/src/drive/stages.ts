/** The stages of an operation as the stream names them, and what each does on one host. */
import type { HostRole } from '@moorgate/db';
import { type OperationPlan, type OrderedPart, type StageKind, startOrder } from '../plan.ts';
import { checkHealth, type Watch } from './check-health.ts';
import { connectPart } from './connect-part.ts';
import { prepareResources } from './resources.ts';
import { readPull, type Result } from './results.ts';
import { type HostWork, runGoal } from './run-goal.ts';
import { waitForOthers } from './wait-for-others.ts';

/** What the lines of a stage have in common. */
export interface StageWords {
  readonly label: string;
  readonly method: string;
  readonly endpoint: string;
}

/**
 * How each stage is called in the stream: the words of the first Lighthouse, with the request that stood behind each, although
 * a container is set aside here before it is deleted.
 */
export const wordsOf = (kind: StageKind, { name: plain, parts }: OperationPlan): StageWords => {
  const name = encodeURIComponent(plain);
  const image = encodeURIComponent(parts[0]?.image ?? '');
  switch (kind) {
    case 'pull':
      return {
        label: 'Pulling required image',
        method: 'POST',
        endpoint: `images/create?fromImage=${image}`,
      };
    case 'prepare':
      return {
        label: 'Creating networks and volumes',
        method: 'POST',
        endpoint: 'networks/create',
      };
    case 'create':
      return {
        label: 'Creating new container',
        method: 'POST',
        endpoint: `containers/create?name=${name}_tmp`,
      };
    case 'remove':
    case 'set_aside':
      return {
        label: 'Deleting old containers',
        method: 'DELETE',
        endpoint: `containers/${name}?force=true`,
      };
    case 'set_up':
      return {
        label: 'Setting up new container',
        method: 'POST',
        endpoint: `containers/${name}_tmp/rename?name=${name}`,
      };
    case 'start':
    case 'run':
      return {
        label: 'Starting application',
        method: 'POST',
        endpoint: `containers/${name}/start`,
      };
    case 'halt':
      return { label: 'Stopping application', method: 'POST', endpoint: `containers/${name}/stop` };
    case 'health':
      return { label: 'Checking health', method: 'GET', endpoint: `containers/${name}/json` };
  }
};

/** How the way back of a stage is called. */
export const wordsBack = (
  kind: StageKind,
  { name: plain, networks }: OperationPlan,
): StageWords => {
  const label = 'Rolling back';
  const name = encodeURIComponent(plain);
  switch (kind) {
    case 'run':
      return { label, method: 'POST', endpoint: `containers/${name}/stop` };
    case 'halt':
      return { label, method: 'POST', endpoint: `containers/${name}/start` };
    case 'remove':
      return { label, method: 'POST', endpoint: `containers/${name}_old/rename?name=${name}` };
    case 'prepare': {
      const made = encodeURIComponent(networks?.[0]?.name ?? '');
      return { label, method: 'DELETE', endpoint: `networks/${made}` };
    }
    case 'pull':
    case 'create':
    case 'set_aside':
      return { label, method: 'DELETE', endpoint: `containers/${name}_tmp?force=true` };
    case 'set_up':
    case 'start':
    case 'health':
      return { label, method: 'DELETE', endpoint: `containers/${name}?force=true` };
  }
};

/** On which hosts a stage is done. */
export const roleOf = (kind: StageKind): HostRole => (kind === 'remove' ? 'removed' : 'deployed');

/** An image that names neither a tag nor a digest means the latest one, and not all of them. */
const pullTarget = (image: string): string => {
  const hasTag = image.includes('@') || /:[^/]*$/.test(image);
  return `images/create?fromImage=${encodeURIComponent(image)}${hasTag ? '' : '&tag=latest'}`;
};

/** Of several containers it has to be said which one an engine speaks of. */
const named = (result: Result, name: string): Result =>
  result.isOfEngine === true && result.message !== ''
    ? { ...result, message: `${name}: ${result.message}` }
    : result;

/** One after another, as far as they succeed; answers the first failure, else the last of what there is to say. */
const inTurn = async (
  names: readonly string[],
  run: (name: string) => Promise<Result>,
): Promise<Result> => {
  let said: Result = { status: 'OK', message: '', code: 200 };
  for (const [index, name] of names.entries()) {
    const result = await run(name);
    if (result.status === 'Error') return names.length > 1 ? named(result, name) : result;
    if (index === 0 || said.status !== 'OK') said = result;
  }
  return said;
};

const pull = ({ plan, engine }: HostWork): Promise<Result> => {
  const images = [...new Set(plan.parts.flatMap(({ image }) => (image === null ? [] : [image])))];
  return inTurn(images, (image) =>
    engine.send({ method: 'POST', target: pullTarget(image), read: readPull }),
  );
};

/** A deletion is told by the status of the engine alone; what it says besides is not passed on. */
const withoutWords = (result: Result): Result =>
  result.isOfEngine === true ? { ...result, message: '' } : result;

/** What is lacking, where something has to be there. */
const present = (result: Result): Result =>
  result.status === 'Warning' && result.code === 404 ? { ...result, status: 'Error' } : result;

const namesOf = (parts: readonly OrderedPart[]): readonly string[] => parts.map(({ name }) => name);

const create = async (work: HostWork, name: string): Promise<Result> => {
  const created = present(await runGoal(work, name, 'created'));
  if (created.status === 'Error') return created;
  const connected = await connectPart(work, name);
  return connected.status === 'Error' ? connected : created;
};

/** Starts one after another, each when what it waits for has come; none any more where that is in vain. */
const startInTurn = async (
  work: HostWork,
  goal: 'started' | 'running',
  { parts, watch }: { readonly parts: readonly OrderedPart[]; readonly watch: Watch },
): Promise<Result> => {
  const byName = new Map(parts.map((part) => [part.name, part]));
  let given: Result | null = null;
  const result = await inTurn([...byName.keys()], async (name) => {
    if (given !== null) return given;
    const waited = await waitForOthers(work, byName.get(name) ?? { name }, watch);
    if (waited.status === 'Error') return waited;
    if (waited.status === 'Warning') return (given = waited);
    return present(await runGoal(work, name, goal));
  });
  return given ?? result;
};

/** Does a stage on one host. Throws `StoppedError` alone. */
export const runStageOnHost = (work: HostWork, kind: StageKind, watch: Watch): Promise<Result> => {
  const { plan } = work;
  const { parts } = plan;
  const standing = startOrder(plan);
  const stopping = standing.map(({ name }) => name).toReversed();
  switch (kind) {
    case 'pull':
      return pull(work);
    case 'prepare':
      return prepareResources(work);
    case 'create':
      return inTurn(namesOf(parts), (name) => create(work, name));
    case 'remove':
    case 'set_aside':
      return inTurn(stopping, async (name) => withoutWords(await runGoal(work, name, 'set_aside')));
    case 'set_up':
      return inTurn(namesOf(parts), async (name) => present(await runGoal(work, name, 'set_up')));
    case 'start':
      return startInTurn(work, 'started', { parts, watch });
    case 'health':
      return checkHealth(work, watch);
    case 'run':
      return startInTurn(work, 'running', { parts: standing, watch });
    case 'halt':
      return inTurn(stopping, async (name) => present(await runGoal(work, name, 'halted')));
  }
};
