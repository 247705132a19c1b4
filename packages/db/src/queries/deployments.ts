/** SQL on `deployments`. */
import { sql } from 'kysely';
import type { Db, DeploymentKind, DeploymentStatus, Trx } from '../database.ts';

export interface DeploymentRow {
  readonly id: number;
  readonly application_id: number;
  readonly kind: DeploymentKind;
  readonly command: Readonly<Record<string, unknown>>;
  readonly health: Readonly<Record<string, unknown>> | null;
  readonly creator: string;
  readonly created_at: Date;
  readonly status: DeploymentStatus;
  /** Why it failed; null otherwise. */
  readonly outcome: string | null;
  /** Whether it was found unhealthy, and did not prove healthy since. */
  readonly is_bad: boolean;
}

/** A deployment with its number among those of its application, 1 for the first. */
export interface NumberedDeploymentRow extends DeploymentRow {
  readonly version: number;
}

/** A deployment that is new. */
export interface DeploymentInsert {
  readonly applicationId: number;
  readonly kind: DeploymentKind;
  readonly command: Readonly<Record<string, unknown>>;
  readonly health: Readonly<Record<string, unknown>> | null;
  /** Of kind and command. */
  readonly digest: Buffer;
  readonly creator: string;
  readonly at: Date;
}

const columns = [
  'deployments.id',
  'deployments.application_id',
  'deployments.kind',
  'deployments.command',
  'deployments.health',
  'deployments.creator',
  'deployments.created_at',
  'deployments.status',
  'deployments.outcome',
  'deployments.is_bad',
] as const;

/** Inserts a deployment that is about to begin; answers its id. */
export const insertDeployment = async (
  trx: Trx,
  { applicationId, kind, command, health, digest, creator, at }: DeploymentInsert,
): Promise<number> => {
  const { id } = await trx
    .insertInto('deployments')
    .values({
      application_id: applicationId,
      kind,
      command: JSON.stringify(command),
      health: health === null ? null : JSON.stringify(health),
      digest,
      creator,
      created_at: at,
      status: 'pending',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
};

/** The deployment of this id, of whichever application. */
export const findDeploymentById = (db: Db, id: number): Promise<DeploymentRow | undefined> =>
  db.selectFrom('deployments').select(columns).where('id', '=', id).executeTakeFirst();

/** The deployment so many before the newest one of an application; 0 for the newest itself. */
export const findDeploymentByAge = (
  db: Db,
  applicationId: number,
  before: number,
): Promise<DeploymentRow | undefined> =>
  db
    .selectFrom('deployments')
    .select(columns)
    .where('application_id', '=', applicationId)
    .orderBy('id', 'desc')
    .offset(before)
    .limit(1)
    .executeTakeFirst();

/** The newest deployment of an application with this digest that is marked bad. */
export const findBadDeploymentByDigest = async (
  db: Db,
  applicationId: number,
  digest: Buffer,
): Promise<number | undefined> => {
  const row = await db
    .selectFrom('deployments')
    .select('id')
    .where('application_id', '=', applicationId)
    .where('digest', '=', digest)
    .where('is_bad', '=', true)
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return row?.id;
};

/** Which deployments of an application. */
export interface DeploymentPage {
  /** Those older than this one; null for the newest ones. */
  readonly beyond: number | null;
  /** So many at most; null for all. */
  readonly limit: number | null;
}

/** The deployments of an application, newest first, each with its number among all of them. */
export const listDeployments = (
  db: Db,
  applicationId: number,
  { beyond, limit }: DeploymentPage,
): Promise<NumberedDeploymentRow[]> =>
  db
    .with('numbered', (builder) =>
      builder
        .selectFrom('deployments')
        .select(['id', sql<number>`row_number() over (order by id)`.as('version')])
        .where('application_id', '=', applicationId),
    )
    .selectFrom('numbered')
    .innerJoin('deployments', 'deployments.id', 'numbered.id')
    .select(columns)
    .select('version')
    .where(sql<boolean>`(${beyond}::bigint is null or numbered.id < ${beyond})`)
    .orderBy('numbered.id', 'desc')
    .limit(limit)
    .execute();

/** Notes how a deployment ended. */
export const updateDeployment = async (
  trx: Trx,
  id: number,
  change: {
    readonly status?: DeploymentStatus;
    readonly outcome?: string | null;
    readonly isBad?: boolean;
  },
): Promise<void> => {
  const { status, outcome, isBad } = change;
  await trx
    .updateTable('deployments')
    .set({
      ...(status === undefined ? {} : { status }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(isBad === undefined ? {} : { is_bad: isBad }),
    })
    .where('id', '=', id)
    .execute();
};

/** Takes back that deployments of an application with the content of this one are bad. */
export const updateDeploymentsAsGood = async (trx: Trx, id: number): Promise<void> => {
  await sql`
    update deployments d set is_bad = false from deployments good
    where good.id = ${id} and d.application_id = good.application_id and d.digest = good.digest and d.is_bad`.execute(
    trx,
  );
};
