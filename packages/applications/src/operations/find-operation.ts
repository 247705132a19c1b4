/** Reading what an operation is at, and following what it says. */
import { type Context, holdsFor } from '@moorgate/auth';
import { callerIdOf } from '@moorgate/beacons';
import {
  findApplicationLevelByUser,
  findOperationById,
  type HostRole,
  type HostState,
  listOperationHosts,
  type OperationKind,
  type OperationRow,
  type OperationStatus,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';

/** A host of an operation. */
export interface OperationHost {
  readonly address: string;
  readonly name: string;
  readonly role: HostRole;
  readonly state: HostState;
  /** What became of it where that was not what was asked for; null otherwise. */
  readonly outcome: string | null;
}

/** An operation as it can be read at any time. */
export interface Operation {
  readonly id: string;
  /** Null once the application is gone. */
  readonly applicationId: number | null;
  readonly applicationName: string;
  readonly kind: OperationKind;
  readonly deploymentId: number | null;
  readonly requester: string;
  readonly status: OperationStatus;
  /** Why it failed; null otherwise. */
  readonly outcome: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  /** When its last line was written; null while it goes on. */
  readonly finishedAt: Date | null;
  readonly hosts: readonly OperationHost[];
}

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The application, once somebody may have a level on it; null before it was created, and after that has failed. */
const leveledApplicationOf = ({ kind, phase, application_id: id }: OperationRow): number | null =>
  kind !== 'create' || phase === 'after' || phase === 'over' ? id : null;

const maySee = async (ctx: Context, row: OperationRow): Promise<boolean> => {
  if (holdsFor(ctx.principal, 'applications:read', null)) return true;
  const userId = callerIdOf(ctx);
  if (userId === null) return false;
  const isOwn = row.requested_by === userId;
  if (!isOwn && !holdsFor(ctx.principal, 'applications:use', null)) return false;
  const applicationId = leveledApplicationOf(row);
  if (applicationId === null) return isOwn;
  return (await findApplicationLevelByUser(ctx.db, { applicationId, userId })) !== null;
};

/** The row of an operation that whoever asks may see. Throws `operation_not_found`. */
export const requireOperation = async (ctx: Context, id: string): Promise<OperationRow> => {
  const row = uuidPattern.test(id) ? await findOperationById(ctx.db, id) : undefined;
  if (row === undefined || !(await maySee(ctx, row))) throw fault('operation_not_found');
  return row;
};

/** The operation of a row, with its hosts. */
export const operationFromRow = async (
  { db }: Pick<Context, 'db'>,
  row: OperationRow,
): Promise<Operation> => {
  const hosts = await listOperationHosts(db, row.id);
  return {
    id: row.id,
    applicationId: row.application_id,
    applicationName: row.application_name,
    kind: row.kind,
    deploymentId: row.deployment_id,
    requester: row.requester,
    status: row.status,
    outcome: row.outcome,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    hosts: hosts.map(({ address, name, role, state, outcome }) => ({
      address,
      name,
      role,
      state,
      outcome,
    })),
  };
};

/**
 * An operation on an application that whoever asks may see; one that was to create it, if they have asked for it; any with
 * `applications:read`. Throws `operation_not_found`.
 */
export const findOperation = async (ctx: Context, id: string): Promise<Operation> =>
  operationFromRow(ctx, await requireOperation(ctx, id));
