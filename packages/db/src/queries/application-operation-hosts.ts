/** SQL on `application_operation_hosts` and `application_operation_lines`: how far an operation is on each host, and what it said. */
import { sql } from 'kysely';
import type { Db, HostRole, HostState, OperationLineColumn, Trx } from '../database.ts';

export interface OperationHostRow {
  readonly position: number;
  readonly beacon_id: string;
  readonly beacon_address: string;
  readonly address: string;
  readonly name: string;
  readonly role: HostRole;
  readonly state: HostState;
  /** The stage of the plan that comes next on it. */
  readonly stage: number;
  readonly notes: Readonly<Record<string, unknown>>;
  readonly attempts: number;
  /** Whether it may be tried again by now, by the clock of the store. */
  readonly isDue: boolean;
  readonly outcome: string | null;
}

/** A host of an operation that is new. */
export type OperationHostInsert = Pick<
  OperationHostRow,
  'beacon_id' | 'beacon_address' | 'address' | 'name' | 'role'
>;

const columns = [
  'position',
  'beacon_id',
  'beacon_address',
  'address',
  'name',
  'role',
  'state',
  'stage',
  'notes',
  'attempts',
  'outcome',
] as const;

/** Inserts the hosts of an operation, in their order. */
export const insertOperationHosts = async (
  trx: Trx,
  operationId: string,
  hosts: readonly OperationHostInsert[],
): Promise<void> => {
  if (hosts.length === 0) return;
  await trx
    .insertInto('application_operation_hosts')
    .values(hosts.map((host, position) => ({ operation_id: operationId, position, ...host })))
    .execute();
};

/** The hosts of an operation, in their order. */
export const listOperationHosts = (db: Db, operationId: string): Promise<OperationHostRow[]> =>
  db
    .selectFrom('application_operation_hosts')
    .select(columns)
    .select(sql<boolean>`coalesce(retry_at, '-infinity') <= now()`.as('isDue'))
    .where('operation_id', '=', operationId)
    .orderBy('position')
    .execute();

/** A host that operations which have ended are not done with. */
export interface UnsettledHostRow {
  readonly operation_id: string;
  readonly position: number;
  readonly beacon_id: string;
  readonly address: string;
  readonly state: HostState;
}

/** The hosts that operations of an application are not done with although they have ended. */
export const listUnsettledHosts = (db: Db, applicationId: number): Promise<UnsettledHostRow[]> =>
  db
    .selectFrom('application_operation_hosts as h')
    .innerJoin('application_operations as o', 'o.id', 'h.operation_id')
    .select(['h.operation_id', 'h.position', 'h.beacon_id', 'h.address', 'h.state'])
    .where('o.application_id', '=', applicationId)
    .where('o.unsettled', '>', 0)
    .where('h.state', 'in', ['restoring', 'removing', 'finishing'])
    .orderBy('o.ordinal')
    .orderBy('h.position')
    .execute();

/** Which host of which operation. */
export interface OperationHostKey {
  readonly operationId: string;
  readonly position: number;
  /** Only while it is in this state; in any unless said. */
  readonly state?: HostState;
}

/** What is written down of a host. */
export interface OperationHostUpdate {
  readonly state?: HostState;
  readonly stage?: number;
  readonly notes?: object;
  readonly outcome?: string | null;
  readonly attempts?: number;
  /** Not before so many seconds from now, by the clock of the store; null for at once. */
  readonly retrySeconds?: number | null;
}

/** Writes down how far a host is. */
export const updateOperationHost = async (
  trx: Trx,
  { operationId, position, state }: OperationHostKey,
  { notes, retrySeconds, ...change }: OperationHostUpdate,
): Promise<void> => {
  await trx
    .updateTable('application_operation_hosts')
    .set({
      ...change,
      ...(notes === undefined ? {} : { notes: JSON.stringify(notes) }),
      ...(retrySeconds === undefined
        ? {}
        : { retry_at: sql<Date | null>`now() + make_interval(secs => ${retrySeconds})` }),
    })
    .where('operation_id', '=', operationId)
    .where('position', '=', position)
    .$if(state !== undefined, (query) => query.where('state', '=', state!))
    .execute();
};

/** Appends lines to what an operation said. */
export const insertOperationLines = async (
  trx: Trx,
  operationId: string,
  lines: readonly { readonly ordinal: number; readonly line: OperationLineColumn }[],
): Promise<void> => {
  if (lines.length === 0) return;
  await trx
    .insertInto('application_operation_lines')
    .values(
      lines.map(({ ordinal, line }) => ({
        operation_id: operationId,
        ordinal,
        line: JSON.stringify(line),
      })),
    )
    .execute();
};

/** What an operation said from this line on, so many lines at most. */
export const listOperationLines = (
  db: Db,
  operationId: string,
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<{ readonly ordinal: number; readonly line: OperationLineColumn }[]> =>
  db
    .selectFrom('application_operation_lines')
    .select(['ordinal', 'line'])
    .where('operation_id', '=', operationId)
    .where('ordinal', '>=', from)
    .orderBy('ordinal')
    .limit(limit)
    .execute();

/** How many lines an operation has written. */
export const countOperationLines = async (db: Db, operationId: string): Promise<number> => {
  const { count } = await db
    .selectFrom('application_operation_lines')
    .select((builder) => builder.fn.countAll<number>().as('count'))
    .where('operation_id', '=', operationId)
    .executeTakeFirstOrThrow();
  return count;
};
