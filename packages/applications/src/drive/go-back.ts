/** Bringing every host back to exactly what it ran before. */
import { nextStep } from '../state/settle-host.ts';
import { forEachAtOnce } from './at-once.ts';
import type { WorkedHost } from './journal.ts';
import type { Running } from './running.ts';
import { runStage, writeHosts } from './run-stage.ts';
import { hostsAtOnce } from './services.ts';
import { changeAfterSettling, settleWithPatience } from './settle.ts';
import { wordsBack } from './stages.ts';

/** Whether the engine shows that there is nothing to undo; false where it cannot be told. */
const isUntouched = async (running: Running, host: WorkedHost): Promise<boolean> => {
  if (host.notes.isPrepared === true) return false;
  const noted = Object.entries(host.notes.containers ?? {});
  const { engine } = running.workOn(host);
  const { plan, operation } = running;
  for (const [name, notes] of noted) {
    const looked = await engine.look(name, plan.key);
    if ('failed' in looked) return false;
    const situation = { operation: operation.id, notes, sight: looked.seen };
    if (nextStep('restored', situation).kind !== 'done') return false;
  }
  return true;
};

const skipUntouched = async (running: Running): Promise<void> => {
  const active = running.hosts.filter(({ row }) => row.state === 'active');
  const untouched: WorkedHost[] = [];
  await forEachAtOnce(active, hostsAtOnce, async (host) => {
    if (await isUntouched(running, host)) untouched.push(host);
  });
  await writeHosts(running, untouched, { state: 'settled', notes: { isSkipped: true } });
};

/** What was left out before this is not in the list, nor what gets back later what it had; what is by it stays in it. */
const isConcerned = ({ row, notes }: WorkedHost): boolean =>
  notes.isSkipped !== true && (row.state === 'active' || notes.isRolledBack === true);

/**
 * Undoes what was done on the hosts where something was, with a line for each; a host that fails stays to be restored later.
 * Goes on where another left off. Throws `StoppedError`, and what the store throws.
 */
export const rollBack = async (
  running: Running,
  { progress, failedStage }: { readonly progress: number; readonly failedStage: number },
): Promise<void> => {
  const { hosts, plan, signal, times } = running;
  if (progress === 0) await skipUntouched(running);
  const concerned = hosts.filter(isConcerned);
  if (concerned.length === 0 || progress >= 2) return;
  const failed = plan.stages[failedStage];
  if (failed === undefined) return;
  await runStage(running, {
    ...{ words: wordsBack(failed, plan), index: 0, progress, hosts: concerned },
    isOver: ({ row }) => row.state !== 'active',
    work: (host) => settleWithPatience(running.workOn(host), 'restored', signal),
    changeOf: (host, result) => ({
      ...changeAfterSettling({ host, times }, result, 'restoring'),
      notes: { isRolledBack: true },
    }),
  });
};
