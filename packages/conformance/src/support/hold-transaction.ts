/** A transaction of somebody else that takes its time. */
import { setTimeout as after } from 'node:timers/promises';
import { runStatement } from '@moorgate/testing';

/** A transaction that has done something and does not commit. */
export interface HeldTransaction {
  isOver(): boolean;
  /** Ends it, when it has been held for long enough. */
  end(): Promise<void>;
}

/** Begins it, as the owner of the database; `work` is a statement of PL/pgSQL. */
const hold = (ownerUrl: string, work: string, heldMsMin: number): HeldTransaction => {
  const enough = after(heldMsMin);
  let isOver = false;
  const holding = runStatement(
    ownerUrl,
    `/* held open */ do $$ begin ${work}; perform pg_sleep(3600); end $$`,
  )
    .catch(() => undefined)
    .finally(() => (isOver = true));
  const cancel = `select pg_cancel_backend(pid) from pg_stat_activity
    where query like '/* held open */%' and pid <> pg_backend_pid()`;
  return {
    isOver: () => isOver,
    end: async () => {
      await enough;
      if (!isOver) await runStatement(ownerUrl, cancel);
      await holding;
    },
  };
};

/** Begins one that has written to a device. */
export const holdTransaction = (
  ownerUrl: string,
  uuid: string,
  heldMsMin: number,
): HeldTransaction =>
  hold(
    ownerUrl,
    `update devices set labels = labels || '{"held": "open"}' where uuid = '${uuid}'`,
    heldMsMin,
  );

/** Begins one that keeps others from writing to a table; resolves when it does. */
export const holdTable = async (ownerUrl: string, table: string): Promise<HeldTransaction> => {
  const held = hold(ownerUrl, `lock table ${table} in exclusive mode`, 0);
  const granted = `select 1 from pg_locks
    where relation = '${table}'::regclass and mode = 'ExclusiveLock' and granted`;
  while ((await runStatement(ownerUrl, granted)).length === 0) await after(10);
  return held;
};
