/** One stage of an operation over its hosts: its lines, and what each host came to. */
import { type OperationHostUpdate, updateOperation, updateOperationHost } from '@moorgate/db';
import { forEachAtOnce } from './at-once.ts';
import type { HostNotes, Line, WorkedHost } from './journal.ts';
import type { Result } from './results.ts';
import type { Running } from './running.ts';
import { hostsAtOnce } from './services.ts';
import type { StageWords } from './stages.ts';

/** What is written down of a host with its line. */
export type HostChange = Omit<OperationHostUpdate, 'notes'> & { readonly notes?: HostNotes };

/** A stage. */
export interface StageRun {
  readonly words: StageWords;
  /** Among the stages of the phase. */
  readonly index: number;
  /** What is written down already, twice the index for nothing. */
  readonly progress: number;
  /** All of its hosts in their order, those among them that are done with it. */
  readonly hosts: readonly WorkedHost[];
  /** Whether a host is done with it, when somebody goes on where another left off. */
  isOver(host: WorkedHost): boolean;
  work(host: WorkedHost): Promise<Result>;
  /** What becomes of a host by its result. */
  changeOf(host: WorkedHost, result: Result): HostChange;
}

const blank = { message: '', code: 0, instance: '', item: 0, total: 0 };

/** The last line of every operation. */
export const finalLine: Line = { status: 'Finalized', method: '', endpoint: '', ...blank };

/** The first words of a stage and its last ones. */
const frameLine = (
  status: 'Starting' | 'Complete',
  { label, method, endpoint }: StageWords,
  total: number,
): Line => ({
  ...{ status, method, endpoint, message: label, code: 0, instance: '' },
  ...{ item: status === 'Complete' ? total : 0, total },
});

/** Writes the frame of a stage where it is not written yet. */
const frame = async (
  { journal }: Running,
  { words, hosts, index, progress }: StageRun,
  status: 'Starting' | 'Complete',
): Promise<void> => {
  const reached = 2 * index + (status === 'Starting' ? 1 : 2);
  if (progress >= reached) return;
  await journal.write(async (trx, { id }) => {
    await updateOperation(trx, id, { stage: reached });
    return [frameLine(status, words, hosts.length)];
  });
};

/**
 * Runs a stage on those of its hosts that are not done with it, 32 at once, and writes a line for each as it comes. Throws
 * `StoppedError`, and what the store throws.
 */
export const runStage = async (running: Running, stage: StageRun): Promise<void> => {
  const { words, hosts } = stage;
  await frame(running, stage, 'Starting');
  await forEachAtOnce(hosts, hostsAtOnce, async (host, item) => {
    if (stage.isOver(host)) return;
    const result = await stage.work(host);
    const { status, message, code } = result;
    const { method, endpoint } = words;
    const place = { instance: host.row.address, item, total: hosts.length };
    const line = { status, method, endpoint, message, code, ...place };
    await running.journal.writeHost(host, stage.changeOf(host, result), line);
  });
  await frame(running, stage, 'Complete');
};

/** Writes the same down of several hosts, without a line. */
export const writeHosts = async (
  { journal }: Pick<Running, 'journal'>,
  hosts: readonly WorkedHost[],
  change: HostChange,
): Promise<void> => {
  if (hosts.length === 0) return;
  const { notes, ...known } = change;
  await journal.write(async (trx, { id: operationId }) => {
    for (const host of hosts)
      await updateOperationHost(
        trx,
        { operationId, position: host.row.position },
        { ...change, ...(notes === undefined ? {} : { notes: { ...host.notes, ...notes } }) },
      );
    return [];
  });
  for (const host of hosts) {
    host.notes = { ...host.notes, ...notes };
    host.row = { ...host.row, ...known };
  }
};
