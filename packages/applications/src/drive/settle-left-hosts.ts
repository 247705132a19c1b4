/** Hosts that could not be settled when their operation ended, tried again with growing pauses until they are. */
import {
  type HostState,
  listOperationHosts,
  type Trx,
  updateOperation,
  updateOperationHost,
} from '@moorgate/db';
import { forEachAtOnce } from './at-once.ts';
import type { WorkedHost } from './journal.ts';
import type { Running } from './running.ts';
import { hostsAtOnce } from './services.ts';
import { changeAfterSettling, goalOf, settleContainers } from './settle.ts';

type UnsettledState = keyof typeof goalOf;

const isUnsettled = (state: HostState): state is UnsettledState => state in goalOf;

const settle = async (running: Running, host: WorkedHost): Promise<void> => {
  const { state, position } = host.row;
  if (!isUnsettled(state)) return;
  const work = running.workOn(host);
  const result = await settleContainers(work, goalOf[state]);
  await running.journal.write(async (trx, { id: operationId }) => {
    // Meanwhile it may have been taken out of the application: then it is to be emptied, whatever it has now.
    const key = { operationId, position, state };
    await updateOperationHost(trx, key, changeAfterSettling(work, result, state));
    return [];
  });
};

/** Writes down on how many hosts of an operation there is something left to do; the transaction has it locked. */
export const countUnsettled = async (trx: Trx, operationId: string): Promise<void> => {
  const rows = await listOperationHosts(trx, operationId);
  const unsettled = rows.filter(({ state }) => isUnsettled(state)).length;
  await updateOperation(trx, operationId, { unsettled });
};

/** Tries those hosts of an ended operation that are due. Throws `StoppedError`, and what the store throws. */
export const settleLeftHosts = async (running: Running): Promise<void> => {
  const { hosts, journal } = running;
  const due = hosts.filter(({ row }) => isUnsettled(row.state) && row.isDue);
  await forEachAtOnce(due, hostsAtOnce, (host) => settle(running, host));
  await journal.write(async (trx, { id }) => {
    await countUnsettled(trx, id);
    return [];
  });
};
