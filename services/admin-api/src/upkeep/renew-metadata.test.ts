import { createMetrics } from '@moorgate/observability';
import { keepMetadataFresh } from './renew-metadata.ts';
import { insertSignedUpdate } from '../test-support/insert-update.ts';
import { startTestApp, type TestApp } from '../test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const expiryOf = async (): Promise<number> => {
  const row = await app.db
    .selectFrom('update_signings')
    .select('expires_at')
    .executeTakeFirstOrThrow();
  return row.expires_at.getTime();
};

test('renews what is due when it begins, counts it, and shows when the first of each kind expires', async () => {
  await insertSignedUpdate(app);
  app.clock.set('2026-03-06T12:00:00.000Z');
  const metrics = createMetrics();
  const { db, clock, sealingKeys } = app;
  const services = { db, clock, sealingKeys, log: app.operator.log };
  await keepMetadataFresh({ services, metrics })();
  const dayMs = 86_400_000;
  expect(await expiryOf()).toBe(app.clock.now().getTime() + 7 * dayMs);
  const text = await metrics.text();
  expect(text).toContain('moorgate_admin_metadata_renewals_total{outcome="renewed"} 1');
  expect(text).toContain(
    `moorgate_admin_metadata_expiry_timestamp_seconds{origin="signed"} ${(await expiryOf()) / 1_000}`,
  );
  expect(text).toContain('moorgate_admin_metadata_expiry_timestamp_seconds{origin="root"}');
});

test('a round that fails is logged, and ends nothing', async () => {
  const warned: unknown[] = [];
  const broken = new Error('away');
  const log = { ...app.operator.log, warn: (...line: unknown[]) => void warned.push(line) };
  const clock = {
    now: () => {
      throw broken;
    },
  };
  const services = { db: app.db, clock, sealingKeys: app.sealingKeys, log };
  await keepMetadataFresh({ services: services as never, metrics: createMetrics() })();
  expect(warned).toEqual([[{ err: broken }, 'the renewal of metadata failed']]);
});
