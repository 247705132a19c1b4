/** One request for every operation about what devices report. */
import { insertDeviceEvents, openPool } from '@moorgate/db';
import type { OperationExample, Params } from './operation-example.ts';
import type { TestApp } from './test-app.ts';

/** An event as a test has a device report it. */
export interface TestEvent {
  readonly id: string;
  readonly correlationId?: string;
  readonly typeId?: string;
  readonly success?: boolean | null;
}

const rowOf = (uuid: string, generation: number, event: TestEvent) => ({
  device_uuid: uuid,
  generation,
  event_id: event.id,
  correlation_id: event.correlationId ?? 'c-1',
  device_time: '2026-03-01T11:00:00Z',
  type_id: event.typeId ?? 'EcuDownloadStarted',
  type_version: 0,
  target_name: 'lmp-42',
  version: '42',
  ecu: null,
  success: event.success ?? null,
  details: null,
});

/** Has a device report events, with the rights of a gateway. */
export const reportEvents = async (
  { db, gatewayDatabaseUrl: url }: Pick<TestApp, 'db' | 'gatewayDatabaseUrl'>,
  uuid: string,
  events: readonly TestEvent[],
): Promise<void> => {
  const { generation } = await db
    .selectFrom('devices')
    .select('generation')
    .where('uuid', '=', uuid)
    .executeTakeFirstOrThrow();
  const pool = openPool({ url, applicationName: 'test', poolSize: 1 });
  const rows = events.map((event) => rowOf(uuid, generation, event));
  await insertDeviceEvents(pool, rows).finally(() => pool.end());
};

const missing = { uuid: '6a1c6a52-9d8f-4a80-8f3e-3a4c1c8e9a11' };

/** Operations about reports, by their ids; `device` makes one. */
export const reportExamples = (
  device: (app: TestApp) => Promise<Params>,
): Readonly<Record<string, OperationExample>> => ({
  listDeviceUpdates: { status: 200, object: device, missing },
  listDeviceEvents: {
    status: 200,
    object: async (app) => {
      const params = await device(app);
      await reportEvents(app, params['uuid']!, [{ id: 'e-1' }]);
      return { ...params, id: 'c-1' };
    },
    missing: { ...missing, id: 'c-1' },
  },
  listAppsStates: { status: 200, object: device, missing },
  listEcus: { status: 200, object: device, missing },
  // The log of an update that there is not ends at once.
  tailUpdate: {
    status: 200,
    object: () => Promise.resolve({ tag: 'main', update: 'never-uploaded' }),
  },
  tailRollout: {
    status: 404,
    object: () => Promise.resolve({ tag: 'main', update: 'nothing', rollout: 'nothing' }),
  },
});
