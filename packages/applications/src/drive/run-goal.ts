/** Bringing one container on one host to what is wanted, a step at a time. */
import type { OperationPlan, PartPlan } from '../plan.ts';
import { healthcheckOf } from '../health.ts';
import { type Goal, nextStep, type Notes, type Step } from '../state/settle-host.ts';
import { type Engine, type EngineRequest, labels, nameAt } from './engine.ts';
import type { Journal, WorkedHost } from './journal.ts';
import type { Result } from './results.ts';
import type { OperationTimes } from './services.ts';

/** A host with what an operation needs to work on it. */
export interface HostWork {
  readonly operationId: string;
  readonly plan: OperationPlan;
  readonly host: WorkedHost;
  readonly engine: Engine;
  readonly journal: Journal;
  readonly times: OperationTimes;
}

/** Far more than any goal needs: an engine that shows other things each time is no engine. */
const stepsMax = 16;

const ok: Result = { status: 'OK', message: '', code: 204 };

/** The labels of a body with those that say to what it belongs. */
export const labelsWith = (
  { operationId, plan }: Pick<HostWork, 'operationId' | 'plan'>,
  { Labels: own }: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> => ({
  ...(own as Readonly<Record<string, string>> | null | undefined),
  [labels.application]: plan.key,
  [labels.deployment]: String(plan.deploymentId),
  [labels.operation]: operationId,
});

const createBody = ({ operationId, plan }: HostWork, part: PartPlan) => {
  const healthcheck = healthcheckOf(plan.health);
  return {
    ...part.body,
    ...(healthcheck === null ? {} : { Healthcheck: healthcheck }),
    Labels: labelsWith({ operationId, plan }, part.body),
  };
};

const requestOf = (work: HostWork, name: string, step: Step): EngineRequest | null => {
  switch (step.kind) {
    case 'create': {
      const part = work.plan.parts.find((one) => one.name === name);
      if (part === undefined) return null;
      const target = `containers/create?name=${encodeURIComponent(nameAt(name, 'next'))}`;
      return { method: 'POST', target, body: createBody(work, part) };
    }
    case 'start':
    case 'stop':
      return { method: 'POST', target: `containers/${step.id}/${step.kind}` };
    case 'rename': {
      const to = encodeURIComponent(nameAt(name, step.to));
      return { method: 'POST', target: `containers/${step.id}/rename?name=${to}` };
    }
    case 'delete':
      return { method: 'DELETE', target: `containers/${step.id}?force=true` };
    case 'note':
    case 'done':
    case 'absent':
    case 'blocked':
      return null;
  }
};

const notesOf = ({ host }: HostWork, name: string): Notes => host.notes.containers?.[name] ?? {};

const note = async (
  work: HostWork,
  name: string,
  change: Notes & { readonly step?: string },
): Promise<void> => {
  const { host, journal } = work;
  const containers = { ...host.notes.containers, [name]: { ...notesOf(work, name), ...change } };
  await journal.writeHost(host, { notes: { containers } });
};

const toggling = new Set<Goal>(['started', 'running', 'halted']);

const sayEnd = (step: Step, name: string, last: Result | null): Result | null => {
  switch (step.kind) {
    case 'done':
      return last ?? ok;
    case 'absent':
      return { status: 'Warning', message: 'Container did not exist', code: 404 };
    case 'blocked': {
      const taken = nameAt(name, step.place);
      const message = `${taken} is a container that does not belong to the application`;
      return { status: 'Error', message, code: 409 };
    }
    default:
      return null;
  }
};

/** Deleting what is gone, and stopping what is stopped, is done. */
const isFailure = ({ kind }: Step, { status, code }: Result): boolean =>
  status === 'Error' && !(kind === 'delete' && code === 404);

const carryOut = async (
  work: HostWork,
  { goal, name, step }: { readonly goal: Goal; readonly name: string; readonly step: Step },
): Promise<{ readonly result: Result; readonly isOver: boolean }> => {
  const request = requestOf(work, name, step);
  if (request === null) return { result: ok, isOver: true };
  await note(work, name, { step: step.kind });
  const result = await work.engine.send(request);
  const isToggle = toggling.has(goal);
  if (isFailure(step, result)) return { result, isOver: true };
  if (isToggle) await note(work, name, { isToggled: true });
  return { result, isOver: isToggle };
};

/**
 * Does what is to be done until the goal is reached, or something fails. Looks at the engine before each step, and writes each
 * step down before it is made. Throws `StoppedError` alone.
 */
export const runGoal = async (work: HostWork, name: string, goal: Goal): Promise<Result> => {
  let last: Result | null = null;
  for (let steps = 0; steps < stepsMax; steps += 1) {
    const looked = await work.engine.look(name, work.plan.key);
    if ('failed' in looked) return looked.failed;
    const notes = notesOf(work, name);
    const step = nextStep(goal, { operation: work.operationId, notes, sight: looked.seen });
    const end = sayEnd(step, name, last);
    if (end !== null) return end;
    if (step.kind === 'note') {
      await note(work, name, { before: step.before });
      continue;
    }
    const { result, isOver } = await carryOut(work, { goal, name, step });
    if (isOver) return result;
    last = result;
  }
  return { status: 'Error', message: 'The engine does not settle.', code: 500 };
};
