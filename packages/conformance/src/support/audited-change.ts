/** Changes whose records are looked for afterwards, whatever happened meanwhile. */
import { runStatement } from '@moorgate/testing';
import type { AdminClient } from './admin.ts';
import { change } from './exchange.ts';

/** Makes a change and answers the id of its request; null where it was not acknowledged. */
export const makeAuditedChange = async (admin: AdminClient): Promise<string | null> => {
  let requestId: string | null = null;
  const ask = async () => {
    const body = { name: 'audited', scopes: ['devices:read'] };
    const answer = await admin.call('POST', '/v1/tokens', body);
    requestId = answer.headers.get('x-request-id');
    return answer;
  };
  const { outcome } = await change(ask, 201);
  return outcome === 'acknowledged' ? requestId : null;
};

/** Those of the requests that have no record. */
export const listUnrecorded = async (
  databaseUrl: string,
  requestIds: readonly string[],
): Promise<string[]> => {
  const rows = await runStatement<{ id: string }>(
    databaseUrl,
    `select asked as id from unnest($1::text[]) asked
     where not exists (select from audit_records where request_id = asked and action = 'token.issued')`,
    [requestIds],
  );
  return rows.map(({ id }) => id);
};

/** How the chain stands. */
export interface ChainLook {
  readonly sealed: number;
  readonly unsealed: number;
}

/** Looks how many records are sealed, and how many wait. */
export const lookAtChain = async (databaseUrl: string): Promise<ChainLook> => {
  const rows = await runStatement<{ sealed: number; unsealed: number }>(
    databaseUrl,
    `select (select count(*)::int from audit_seals) as sealed,
            (select count(*)::int from audit_unsealed) as unsealed`,
  );
  return rows[0]!;
};
