/** Tables about applications: what they are, who may change them, and the operations that change what hosts run. */
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** An object that is kept as `jsonb`, and written as its text. */
type JsonObject = ColumnType<Readonly<Record<string, unknown>>, string, string>;

/** What a deployment is written as. */
export type DeploymentKind = 'container' | 'compose';

/** How a deployment ended. */
export type DeploymentStatus = 'pending' | 'succeeded' | 'failed';

/** What an operation does. */
export type OperationKind = 'create' | 'start' | 'stop' | 'revert' | 'update';

/** What an operation is at; `finished` follows from its own column. */
export type OperationStatus = 'pending' | 'running' | 'succeeded' | 'failed';

/** Which way an operation goes: forward, back to what was before, or on after what cannot be taken back. */
export type OperationPhase = 'waiting' | 'forward' | 'back' | 'after' | 'over';

/** What an operation does on a host: a deployed one has the application afterwards, a removed one has not. */
export type HostRole = 'deployed' | 'removed';

/**
 * What a host is at. `restoring`: it gets back what it ran before; `removing`: nothing of the application stays there;
 * `finishing`: what it ran before is deleted; `left_out`: nothing more is done there.
 */
export type HostState = 'active' | 'restoring' | 'removing' | 'finishing' | 'settled' | 'left_out';

/** A line that an operation has written; `jsonb` in the store. */
export interface OperationLineColumn {
  readonly status: 'Starting' | 'OK' | 'Warning' | 'Error' | 'Complete' | 'Finalized';
  readonly method: string;
  readonly endpoint: string;
  readonly message: string;
  readonly code: number;
  readonly instance: string;
  readonly item: number;
  readonly total: number;
}

export interface ApplicationsTable {
  id: GeneratedAlways<number>;
  /** What its containers are labelled with. */
  key: string;
  name: string;
  /** Null before the first that succeeded. */
  current_deployment_id: number | null;
  created_at: Date;
  created_by: string;
}

/** A host that has the application. */
export interface ApplicationInstancesTable {
  application_id: number;
  /** In which order they were named. */
  position: number;
  /** Of a beacon that may be gone. */
  beacon_id: string;
  address: string;
}

export interface ApplicationPermissionsTable {
  application_id: number;
  user_id: string;
  /** 0: may see it; 1: may change it; 2: owns it. */
  level: number;
}

export interface DeploymentsTable {
  id: GeneratedAlways<number>;
  application_id: number;
  kind: DeploymentKind;
  /** The body that creates the container, or the compose file, as it was sent. */
  command: JsonObject;
  /** What makes it count as healthy; null for nothing beyond starting. */
  health: ColumnType<Readonly<Record<string, unknown>> | null, string | null, string | null>;
  digest: Buffer;
  creator: string;
  created_at: Date;
  status: DeploymentStatus;
  /** Why it failed; null otherwise. */
  outcome: string | null;
  /** Whether it was found unhealthy, and did not prove healthy since. */
  is_bad: Generated<boolean>;
}

export interface ApplicationOperationsTable {
  id: string;
  ordinal: GeneratedAlways<number>;
  /** Null once the application is gone. */
  application_id: number | null;
  application_name: string;
  kind: OperationKind;
  deployment_id: number | null;
  requested_by: string | null;
  requester: string;
  /** The token with which it was asked for; null for a session. */
  token_id: string | null;
  request_id: string | null;
  plan: JsonObject;
  phase: Generated<OperationPhase>;
  /** Twice the number of the stage of the phase that comes next, and one more while it is under way. */
  stage: Generated<number>;
  /** The stage of the plan that failed; null for none. */
  failed_stage: number | null;
  status: Generated<OperationStatus>;
  outcome: string | null;
  /** Hosts that are not yet what they should be. */
  unsettled: Generated<number>;
  created_at: Date;
  started_at: Date | null;
  /** When its last line was written. */
  finished_at: Date | null;
  lease_holder: string | null;
  leased_until: Date | null;
}

export interface ApplicationOperationHostsTable {
  operation_id: string;
  position: number;
  beacon_id: string;
  beacon_address: string;
  address: string;
  name: string;
  role: HostRole;
  state: Generated<HostState>;
  /** The stage of the plan that comes next on it. */
  stage: Generated<number>;
  notes: ColumnType<Readonly<Record<string, unknown>>, string | undefined, string>;
  /** Failed tries to settle it. */
  attempts: Generated<number>;
  retry_at: Date | null;
  outcome: string | null;
}

export interface ApplicationOperationLinesTable {
  operation_id: string;
  ordinal: number;
  line: ColumnType<OperationLineColumn, string, never>;
}
