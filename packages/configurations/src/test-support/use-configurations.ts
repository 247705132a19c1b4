/** A store with devices that ask for their configuration as an agent does. */
import { randomUUID } from 'node:crypto';
import type { Context } from '@moorgate/auth';
import { createConfirmations, type Db, listConfigurationLayers, openDatabase } from '@moorgate/db';
import { createLogger } from '@moorgate/observability';
import {
  createTestDatabase,
  type FrozenClock,
  frozenClock,
  type TestDatabase,
} from '@moorgate/testing';
import { deliverConfiguration, type DeliveredConfiguration } from '../deliver-configuration.ts';

/** The factory of every device. */
export const factory = 'acme';

/** A device with what it keeps of what it was given. */
export interface Agent {
  readonly uuid: string;
  /** The time of it, as the agent sends it back; null before the first. */
  known: number | null;
  files: DeliveredConfiguration['files'];
}

/** What a poll is answered with. */
export type PollAnswer = 200 | 204 | 304;

/** What the tests of one file share; the functions answer from the first test on. */
export interface ConfigurationGround {
  readonly clock: FrozenClock;
  ctx(): Context;
  db(): Db;
  /** On the rights of a gateway. */
  gatewayCtx(): Pick<Context, 'db' | 'clock'>;
  addAgent(labels?: Readonly<Record<string, string>>): Promise<Agent>;
  /** The generation of a device, as it is now. */
  generationOf(uuid: string): Promise<number>;
  /** Asks as the agent does, and keeps what comes. Throws when the time of what comes does not grow. */
  poll(agent: Agent): Promise<PollAnswer>;
}

/** Opens a database before the tests of a file and drops it after them. */
export const useConfigurations = (): ConfigurationGround => {
  let database: TestDatabase;
  let db: Db;
  let gatewayDb: Db;
  const clock = frozenClock('2026-03-01T12:00:00.000Z');
  beforeAll(async () => {
    database = await createTestDatabase();
    db = openDatabase({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
    gatewayDb = openDatabase({ url: database.urlFor('moorgate_gateway'), applicationName: 'test' });
  });
  afterAll(async () => {
    await Promise.all([db.destroy(), gatewayDb.destroy()]);
    await database.drop();
  });
  const ctx = (): Context => ({
    db,
    confirmations: createConfirmations(db),
    clock,
    log: createLogger({ service: 'test', level: 'silent' }),
    principal: { kind: 'system', name: 'tester' },
    requestId: null,
    address: null,
  });
  const gatewayCtx = () => ({ db: gatewayDb, clock });
  const generationOf = async (uuid: string): Promise<number> => {
    const row = db.selectFrom('devices').select('generation').where('uuid', '=', uuid);
    return (await row.executeTakeFirstOrThrow()).generation;
  };
  return {
    clock,
    ctx,
    db: () => db,
    gatewayCtx,
    generationOf,
    addAgent: async (labels = {}) => {
      const uuid = randomUUID();
      const row = { uuid, factory, created_at: clock.now(), labels };
      await db.insertInto('devices').values(row).execute();
      return { uuid, known: null, files: new Map() };
    },
    poll: async (agent) => {
      const { uuid, known } = agent;
      const { time } = await listConfigurationLayers(gatewayDb, uuid);
      if (time === null) return 204;
      if (known !== null && time <= known) return 304;
      const device = { uuid, generation: await generationOf(uuid) };
      const delivered = await deliverConfiguration(gatewayCtx(), device);
      if (delivered === null) return 204;
      if (known !== null && delivered.timeSeconds <= known)
        throw new Error(`${uuid} was given ${delivered.timeSeconds} after ${known}`);
      agent.known = delivered.timeSeconds;
      agent.files = delivered.files;
      return 200;
    },
  };
};
