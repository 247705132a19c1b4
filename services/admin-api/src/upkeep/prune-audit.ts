/** Deletes audit records when their time is over. */
import { type AuditKeys, type Context, pruneAuditRecords } from '@moorgate/auth';
import { repeat } from './repeat.ts';

const hourMs = 3_600_000;

/**
 * Begins to delete, each hour, what is older than so many days; 0 deletes nothing. A piece of the chain that is not what was
 * sealed stays, and the log says so. Answers what ends it once the batch that is under way is done.
 */
export const pruneAudit = (
  services: Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>,
  terms: { readonly keys: AuditKeys; readonly retentionDays: number },
): (() => Promise<void>) => {
  const { keys, retentionDays } = terms;
  if (retentionDays === 0) return () => Promise.resolve();
  const principal = { kind: 'system', name: 'audit retention' } as const;
  const ctx = { ...services, principal, requestId: null, address: null };
  let isOver = false;
  const prune = async (): Promise<void> => {
    while (!isOver) {
      const done = await pruneAuditRecords(ctx, keys, retentionDays);
      if ('sentence' in done) {
        const problem = done.sentence;
        services.log.error({ problem }, 'the audit chain is broken; nothing of it is deleted');
        return;
      }
      if (!done.hasMore) return;
    }
  };
  const stop = repeat({
    log: services.log,
    everyMs: hourMs,
    trouble: 'old audit records were not deleted',
    work: prune,
  });
  return () => {
    isOver = true;
    return stop();
  };
};
