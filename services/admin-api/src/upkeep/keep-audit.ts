/** What goes on about the audit records beside requests: sealing, checkpoints, refusals, and the end of their time. */
import {
  type AuditKeys,
  type Context,
  sealAuditRecords,
  tallyRefusedRequests,
} from '@moorgate/auth';
import type { ErrorCode } from '@moorgate/errors';
import type { AnsweredRequest } from '@moorgate/http';
import { appendCheckpoints } from './append-checkpoints.ts';
import { pruneAudit } from './prune-audit.ts';
import { repeat } from './repeat.ts';

/** What it goes by. */
export interface AuditTerms {
  readonly keys: AuditKeys;
  /** Where each checkpoint is appended; nowhere unless given. */
  readonly checkpointFile: string | undefined;
  /** After how many days records are deleted; 0: never. */
  readonly retentionDays: number;
}

/** The upkeep of the audit records. */
export interface AuditUpkeep {
  /** Counts the answer if it is a refusal that nothing else records. */
  noteAnswer(answered: AnsweredRequest): void;
  /** Records the refusals that were counted, seals what waits, and stops. */
  close(): Promise<void>;
}

type Services = Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>;

const everyMs = 1_000;
const refusals: readonly (number | null)[] = [401, 403, 429];

/** How a password, or the code that goes with it, fails: each is recorded with the account, in whatever dialect. */
const recordedCodes: readonly (ErrorCode | null)[] = [
  'login_failed',
  'second_factor_required',
  'second_factor_failed',
];

/** Logins with a provider: every failure is recorded, with what is known of the person. */
const recordedOperations: readonly (string | null)[] = ['beginLogin', 'completeLogin'];

/** Whoever is kept waiting has no record yet, wherever it is. */
const hasOwnRecord = ({ code, operationId }: AnsweredRequest): boolean =>
  code !== 'rate_limited' &&
  (recordedCodes.includes(code) || recordedOperations.includes(operationId));

/** Git answers 200 where its own protocol says what was refused. */
const isRefusal = ({ status, code }: AnsweredRequest): boolean =>
  refusals.includes(status) || code === 'push_refused';

const isCounted = (answered: AnsweredRequest): boolean =>
  isRefusal(answered) && !hasOwnRecord(answered);

/**
 * Begins it: records are sealed each second, by one instance at a time, and refusals are recorded each minute. While the store
 * cannot be reached it goes on trying, and says so once.
 */
export const keepAudit = (services: Services, terms: AuditTerms): AuditUpkeep => {
  const tally = tallyRefusedRequests(services);
  const append = appendCheckpoints(services, terms.checkpointFile);
  const stopPruning = pruneAudit(services, terms);
  const work = async (): Promise<void> => {
    while ((await sealAuditRecords(services, terms.keys)).hasMore);
    await append();
  };
  const trouble = 'audit records could not be sealed';
  const stop = repeat({ log: services.log, everyMs, trouble, work });
  return {
    noteAnswer: (answered) => {
      const { code, principal, address, operationId } = answered;
      if (code === null || !isCounted(answered)) return;
      tally.note({ principal, address: address ?? 'unknown', code, operationId });
    },
    close: async () => {
      await stopPruning();
      await tally.close();
      await stop();
      await work().catch((error: unknown) => services.log.warn({ err: error }, trouble));
    },
  };
};
