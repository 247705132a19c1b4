/** A transaction of somebody else that takes its time. */
import { setTimeout as after } from 'node:timers/promises';
import { runStatement } from '@moorgate/testing';

/** A transaction that has written to a device and does not commit. */
export interface HeldTransaction {
  isOver(): boolean;
  /** Ends it, when it has been held for long enough. */
  end(): Promise<void>;
}

/** Begins it, as the owner of the database. */
export const holdTransaction = (
  ownerUrl: string,
  uuid: string,
  heldMsMin: number,
): HeldTransaction => {
  const enough = after(heldMsMin);
  let isOver = false;
  const holding = runStatement(
    ownerUrl,
    `/* held open */ do $$ begin
       update devices set labels = labels || '{"held": "open"}' where uuid = '${uuid}';
       perform pg_sleep(3600);
     end $$`,
  )
    .catch(() => undefined)
    .finally(() => (isOver = true));
  const cancel = `select pg_cancel_backend(pid) from pg_stat_activity
    where query like '/* held open */%' and pid <> pg_backend_pid()`;
  return {
    isOver: () => isOver,
    end: async () => {
      await enough;
      await runStatement(ownerUrl, cancel);
      await holding;
    },
  };
};
