/** Hosts that could not be settled when their operation ended, tried again with growing pauses until they are. */
import { type HostState, listOperationHosts, updateOperation } from '@moorgate/db';
import { forEachAtOnce } from './at-once.ts';
import type { WorkedHost } from './journal.ts';
import type { Running } from './running.ts';
import { hostsAtOnce, usualTimes } from './services.ts';
import { changeAfterSettling, goalOf, settleContainers } from './settle.ts';

type UnsettledState = keyof typeof goalOf;

const isUnsettled = (state: HostState): state is UnsettledState => state in goalOf;

const pauseSeconds = (attempts: number, max: number): number => Math.min(max, 2 ** attempts);

const settle = async (running: Running, host: WorkedHost, max: number): Promise<void> => {
  const { state, attempts } = host.row;
  if (!isUnsettled(state)) return;
  const result = await settleContainers(running.workOn(host), goalOf[state]);
  const change = changeAfterSettling(result, state);
  await running.journal.writeHost(host, {
    ...change,
    ...(change.state === state
      ? { attempts: attempts + 1, retrySeconds: pauseSeconds(attempts + 1, max) }
      : {}),
  });
};

/** Tries those hosts of an ended operation that are due. Throws `StoppedError`, and what the store throws. */
export const settleLeftHosts = async (running: Running): Promise<void> => {
  const { services, hosts, journal } = running;
  const max = services.times?.retrySecondsMax ?? usualTimes.retrySecondsMax;
  const due = hosts.filter(({ row }) => isUnsettled(row.state) && row.isDue);
  await forEachAtOnce(due, hostsAtOnce, (host) => settle(running, host, max));
  await journal.write(async (trx, { id }) => {
    const rows = await listOperationHosts(trx, id);
    const unsettled = rows.filter(({ state }) => isUnsettled(state)).length;
    await updateOperation(trx, id, { unsettled });
    return [];
  });
};
