/** Working on one operation, from where it is to its end. */
import {
  countOperationLines,
  findOperationById,
  listOperationHosts,
  updateOperation,
} from '@moorgate/db';
import { toDomainError } from '@moorgate/errors';
import type { OperationPlan } from '../plan.ts';
import { createEngine } from './engine.ts';
import { endOperation } from './end-operation.ts';
import { commit, finishHosts } from './go-after.ts';
import { rollBack } from './go-back.ts';
import { goForward } from './go-forward.ts';
import { openJournal, type WorkedHost } from './journal.ts';
import { requirePresentRights } from './present-rights.ts';
import type { HostWork } from './run-goal.ts';
import type { Running } from './running.ts';
import { type OperationServices, usualTimes } from './services.ts';
import { settleLeftHosts } from './settle-left-hosts.ts';

const open = async (
  services: OperationServices,
  taken: { readonly id: string; readonly holder: string; readonly signal: AbortSignal },
): Promise<Running | null> => {
  const { db, call } = services;
  const { id, holder, signal } = taken;
  const operation = await findOperationById(db, id);
  if (operation === undefined) return null;
  const plan = operation.plan as unknown as OperationPlan;
  const lines = await countOperationLines(db, id);
  const journal = openJournal({ db, operationId: id, holder, lines });
  const rows = await listOperationHosts(db, id);
  const hosts = rows.map(({ notes, ...row }) => ({ row, notes }));
  const times = { ...usualTimes, ...services.times };
  const workOn = (host: WorkedHost): HostWork => {
    const { beacon_id: beaconId, beacon_address: beaconAddress, address, name } = host.row;
    const { idleTimeoutMs: idle } = times;
    const engine = createEngine({
      ...{ call, signal, host: { beaconId, beaconAddress, address, name } },
      ...(idle === undefined ? {} : { idleTimeoutMs: idle }),
    });
    return { operationId: id, plan, host, engine, journal, times };
  };
  return { services, times, operation, plan, hosts, journal, signal, workOn };
};

/** Answers why it may not begin; null where it may, and has. */
const begin = async (running: Running): Promise<string | null> => {
  const { services, operation, hosts, journal } = running;
  try {
    const rows = hosts.map(({ row }) => row);
    await requirePresentRights(services.db, operation, rows);
  } catch (error) {
    const { code, message } = toDomainError(error);
    if (code === 'internal') throw error;
    return message;
  }
  await journal.write(async (trx, { id }) => {
    const startedAt = services.clock.now();
    await updateOperation(trx, id, { phase: 'forward', status: 'running', started_at: startedAt });
    return [];
  });
  return null;
};

const refuse = async (running: Running, reason: string): Promise<void> => {
  await running.journal.write(async (trx, { id }) => {
    const startedAt = running.services.clock.now();
    await updateOperation(trx, id, {
      ...{ phase: 'back', status: 'running', started_at: startedAt, outcome: reason, stage: 2 },
    });
    const line = { method: '', endpoint: '', message: reason, code: 403, instance: '' };
    return [{ status: 'Error', ...line, item: 0, total: 0 }];
  });
  await endOperation(running, { isDone: false, outcome: reason });
};

/** What is still to be done of an operation that began. */
const proceed = async (running: Running): Promise<void> => {
  const { phase, stage, outcome, failed_stage: failedStage } = running.operation;
  if (phase === 'after') return goAfter(running, outcome);
  if (phase === 'back')
    return goBack(running, { progress: stage, failedStage: failedStage ?? 0, outcome });
  const failure = await goForward(running, stage);
  if (failure === null) return goAfter(running, await commit(running));
  return goBack(running, { progress: 0, failedStage: failure.stage, outcome: failure.outcome });
};

const goBack = async (
  running: Running,
  failed: {
    readonly progress: number;
    readonly failedStage: number;
    readonly outcome: string | null;
  },
): Promise<void> => {
  await rollBack(running, failed);
  await endOperation(running, { isDone: false, outcome: failed.outcome });
};

/** What cannot be taken back has been done; an outcome names the hosts that were left out. */
const goAfter = async (running: Running, outcome: string | null): Promise<void> => {
  await finishHosts(running);
  await endOperation(running, { isDone: true, outcome });
};

/**
 * Works on an operation that this process has taken, until it has ended or the signal is given; then somebody else goes on
 * where this left off. Of one that has ended it settles the hosts that are due. Throws `StoppedError`, and what the store throws.
 */
export const runOperation = async (
  services: OperationServices,
  taken: { readonly id: string; readonly holder: string; readonly signal: AbortSignal },
): Promise<void> => {
  const running = await open(services, taken);
  if (running === null) return;
  if (running.operation.finished_at !== null) return settleLeftHosts(running);
  if (running.operation.phase === 'waiting') {
    const refusal = await begin(running);
    if (refusal !== null) return refuse(running, refusal);
    const begun = { ...running.operation, phase: 'forward' as const, stage: 0 };
    return proceed({ ...running, operation: begun });
  }
  return proceed(running);
};
