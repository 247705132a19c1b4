/** What the audit records say of requests that are refused, where refusals are counted as in the product. */
import { listAuditRecords } from '@moorgate/db';
import type { AnsweredRequest } from '@moorgate/http';
import { keepAudit } from '../upkeep/keep-audit.ts';
import { startTestApp, type TestApp } from './test-app.ts';

/**
 * Lets the requests be sent to an application of their own. Answers a line for each record of a refused login, with its
 * action, and then one for each record of refusals that were counted, with the code, the operation, and how many they are.
 */
export const recordsOfRefusals = async (
  ask: (app: TestApp) => Promise<void>,
): Promise<readonly string[]> => {
  const answered: AnsweredRequest[] = [];
  const app = await startTestApp({ onAnswer: (one) => void answered.push(one) });
  try {
    await ask(app);
    // Every answer is over then, and seen.
    await new Promise((resolve) => app.server.close(resolve));
    const terms = { keys: app.auditKeys, checkpointFile: undefined, retentionDays: 0 };
    const upkeep = keepAudit(app.operator, terms);
    for (const one of answered) upkeep.noteAnswer(one);
    await upkeep.close();
    const [own, counted] = await Promise.all(
      ['session.refused', 'request.refused'].map((action) =>
        listAuditRecords(app.db, { filter: { action }, before: null, limit: 100 }),
      ),
    );
    const lines = counted!.map(({ target_id: targetId, after }) => {
      const { code, count } = after as { code: string; count: number };
      return `${code} of ${targetId}: ${String(count)}`;
    });
    return [...own!.map(({ action }) => action), ...lines.sort()];
  } finally {
    await app.close();
  }
};
