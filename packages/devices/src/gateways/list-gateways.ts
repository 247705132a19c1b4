/** The gateways, and how far each has come. */
import type { Context } from '@moorgate/auth';
import { type FollowerRow, listFollowersByService } from '@moorgate/db';

/** The name under which the processes of gateways follow the feed. */
export const gatewayService = 'device-gateway';

/**
 * current: follows the feed; lapsed: has no lease at the moment, and asks the store about each request or serves nobody;
 * lost: has been silent for so long that nobody waits for it.
 */
export type GatewayState = 'current' | 'lapsed' | 'lost';

/** A process of a gateway. */
export interface GatewayWorker {
  readonly id: string;
  readonly processId: number;
  readonly state: GatewayState;
  readonly startedAt: Date;
  /** By the clock of the database. */
  readonly leasedUntil: Date;
  /** Every change up to this number is in force there. */
  readonly appliedSequence: number;
  /** Changes that are made and not in force there. */
  readonly changesBehind: number;
  /** Open connections of devices, at the last poll. */
  readonly connections: number;
}

/** What runs under one name: the state of the worker that is best off, the number of the one that is furthest behind. */
export interface Gateway {
  readonly name: string;
  readonly state: GatewayState;
  readonly appliedSequence: number;
  readonly connections: number;
  readonly workers: readonly GatewayWorker[];
}

/** The gateways that followed the feed within the last hour, by name. */
export const listGateways = async (ctx: Context): Promise<Gateway[]> => {
  const rows = await listFollowersByService(ctx.db, gatewayService);
  return [...Map.groupBy(rows, (row) => row.instance)].map(([name, followers]) =>
    gatewayFromWorkers(name, followers.map(workerFromRow)),
  );
};

const stateOf = (row: FollowerRow): GatewayState => {
  if (row.has_lease) return 'current';
  return row.lost_at === null ? 'lapsed' : 'lost';
};

const workerFromRow = (row: FollowerRow): GatewayWorker => ({
  id: row.id,
  processId: row.process_id,
  state: stateOf(row),
  startedAt: row.started_at,
  leasedUntil: row.leased_until,
  appliedSequence: row.applied_sequence,
  changesBehind: Math.max(0, row.head - row.applied_sequence),
  connections: row.connections,
});

const states: readonly GatewayState[] = ['current', 'lapsed', 'lost'];

const gatewayFromWorkers = (name: string, workers: readonly GatewayWorker[]): Gateway => {
  const present = workers.filter((worker) => worker.state !== 'lost');
  const counted = present.length > 0 ? present : workers;
  return {
    name,
    state: states.find((state) => workers.some((worker) => worker.state === state)) ?? 'lost',
    appliedSequence: Math.min(...counted.map((worker) => worker.appliedSequence)),
    connections: present.reduce((sum, worker) => sum + worker.connections, 0),
    workers,
  };
};
