/** The stages of an operation as the stream names them, and what each does on one host. */
import type { HostRole } from '@moorgate/db';
import type { OperationPlan, StageKind } from '../plan.ts';
import { checkHealth, type Watch } from './check-health.ts';
import { readPull, type Result } from './results.ts';
import { type HostWork, runGoal } from './run-goal.ts';
import type { Goal } from '../state/settle-host.ts';

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
export const wordsBack = (kind: StageKind, { name: plain }: OperationPlan): StageWords => {
  const label = 'Rolling back';
  const name = encodeURIComponent(plain);
  switch (kind) {
    case 'run':
      return { label, method: 'POST', endpoint: `containers/${name}/stop` };
    case 'halt':
      return { label, method: 'POST', endpoint: `containers/${name}/start` };
    case 'remove':
      return { label, method: 'POST', endpoint: `containers/${name}_old/rename?name=${name}` };
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

/** One after another, as far as they succeed; answers the first failure, else the last of what there is to say. */
const inTurn = async (
  names: readonly string[],
  run: (name: string) => Promise<Result>,
): Promise<Result> => {
  let said: Result = { status: 'OK', message: '', code: 200 };
  for (const [index, name] of names.entries()) {
    const result = await run(name);
    if (result.status === 'Error') return result;
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

const goals: Readonly<Record<Exclude<StageKind, 'pull' | 'health'>, Goal>> = {
  remove: 'set_aside',
  create: 'created',
  set_aside: 'set_aside',
  set_up: 'set_up',
  start: 'started',
  run: 'running',
  halt: 'halted',
};

/** Does a stage on one host. Throws `StoppedError` alone. */
export const runStageOnHost = (work: HostWork, kind: StageKind, watch: Watch): Promise<Result> => {
  const { plan } = work;
  if (kind === 'pull') return pull(work);
  if (kind === 'health') return checkHealth(work, watch);
  const goal = goals[kind];
  const parts = plan.parts.map(({ name }) => name);
  switch (kind) {
    case 'remove':
    case 'set_aside':
      return inTurn(plan.containers, async (name) => withoutWords(await runGoal(work, name, goal)));
    case 'halt':
      return inTurn(plan.containers.toReversed(), async (name) =>
        present(await runGoal(work, name, goal)),
      );
    case 'run':
      return inTurn(plan.containers, async (name) => present(await runGoal(work, name, goal)));
    default:
      return inTurn(parts, async (name) => present(await runGoal(work, name, goal)));
  }
};
