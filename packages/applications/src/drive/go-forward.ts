/** The stages of an operation, one after another, for as long as none fails. */
import { updateDeployment, updateOperation } from '@moorgate/db';
import type { WorkedHost } from './journal.ts';
import type { Result } from './results.ts';
import type { Running } from './running.ts';
import { type HostChange, runStage } from './run-stage.ts';
import type { HostWork } from './run-goal.ts';
import type { OperationTimes } from './services.ts';
import { retryAfter } from './settle.ts';
import { roleOf, runStageOnHost, wordsOf } from './stages.ts';

/** Why it goes back. */
export interface Failure {
  readonly outcome: string;
  /** Of the plan. */
  readonly stage: number;
}

/** A host that failed on the way, as its row tells whoever goes on. */
const failedMark = 'failed: ';

const outOutcome = { denied: 'its beacon is denied', gone: 'no beacon reaches it' } as const;

/** Nothing more is done there, but for giving back what was there where something may have been done already. */
const changeOut = (
  { notes: { containers = {}, isPrepared = false }, row: { attempts } }: WorkedHost,
  isOut: keyof typeof outOutcome,
  times: OperationTimes,
): HostChange => {
  const outcome = outOutcome[isOut];
  const isUntouched = Object.keys(containers).length === 0 && !isPrepared;
  return isOut === 'gone' || isUntouched
    ? { state: 'left_out', outcome }
    : { state: 'restoring', outcome, ...retryAfter(attempts + 1, times) };
};

const changeAfter =
  (index: number, isRemoval: boolean, times: OperationTimes) =>
  (host: WorkedHost, { status, isOut, message, code, isUnhealthy }: Result): HostChange => {
    const stage = index + 1;
    if (isOut === 'denied' || (isOut === 'gone' && isRemoval))
      return { stage, ...changeOut(host, isOut, times) };
    if (status !== 'Error') return { stage };
    const mark = isUnhealthy === true ? 'unhealthy: ' : failedMark;
    return { stage, outcome: `${mark}${message === '' ? `the engine answered ${code}` : message}` };
  };

/** A call that was under way when its beacon was denied was cut off, and cannot tell why. */
const runOrDenied = async (
  work: HostWork,
  run: (work: HostWork) => Promise<Result>,
): Promise<Result> => {
  const result = await run(work);
  const isUnclear =
    result.status === 'Error' && result.isOut === undefined && result.isOfEngine !== true;
  return (isUnclear ? await work.engine.denial() : null) ?? result;
};

const isFailed = ({ row: { state, outcome } }: WorkedHost): boolean =>
  state === 'active' && outcome !== null;

/** Turns it around, as one with what is known of the deployment. */
const turnBack = async (
  running: Running,
  index: number,
  failed: readonly WorkedHost[],
): Promise<Failure> => {
  const { plan, journal, operation } = running;
  const [first] = failed;
  const label = wordsOf(plan.stages[index]!, plan).label;
  const outcome =
    first === undefined
      ? 'No host is left.'
      : `${label}: ${first.row.address}: ${first.row.outcome ?? ''}`;
  const isBad = failed.some(({ row }) => row.outcome?.startsWith('unhealthy: ') === true);
  await journal.write(async (trx, { id }) => {
    await updateOperation(trx, id, { phase: 'back', stage: 0, failed_stage: index, outcome });
    if (isBad && operation.deployment_id !== null)
      await updateDeployment(trx, operation.deployment_id, { isBad: true });
    return [];
  });
  return { outcome, stage: index };
};

/**
 * Runs the stages from where it is; null when all hosts have come through, but for those that were left out. Throws
 * `StoppedError`, and what the store throws.
 */
export const goForward = async (running: Running, progress: number): Promise<Failure | null> => {
  const { plan, hosts, signal, times } = running;
  const watch = { signal, isInVain: () => hosts.some(isFailed) };
  for (const [index, kind] of plan.stages.entries()) {
    const role = roleOf(kind);
    const ofRole = hosts.filter(({ row }) => row.role === role);
    const isDone = ({ row }: WorkedHost): boolean => row.stage > index;
    // One that was left out in an earlier stage is in no list any more; one that is left out in this one still is.
    const staged = ofRole.filter(({ row }) => row.state === 'active' || row.stage === index + 1);
    if (progress < 2 * index + 2)
      await runStage(running, {
        ...{ words: wordsOf(kind, plan), index, progress, hosts: staged, isOver: isDone },
        work: (host) =>
          runOrDenied(running.workOn(host), (work) => runStageOnHost(work, kind, watch)),
        changeOf: changeAfter(index, kind === 'remove', times),
      });
    const failed = hosts.filter(isFailed);
    const isDeserted = role === 'deployed' && isLeftByAll(ofRole);
    if (failed.length > 0 || isDeserted) return turnBack(running, index, failed);
  }
  return null;
};

const isLeftByAll = (hosts: readonly WorkedHost[]): boolean =>
  hosts.length > 0 && hosts.every(({ row }) => row.state !== 'active');
