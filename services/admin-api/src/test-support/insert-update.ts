/** Updates, put straight into the store. */
import { randomUUID } from 'node:crypto';
import { inTransaction } from '@moorgate/db';
import { signUpdate } from '@moorgate/delivery';
import { testFactory, type TestApp } from './test-app.ts';

/** What tests call an update by. */
export interface TestUpdate {
  readonly tag: string;
  readonly update: string;
}

/** Inserts an update of a new name without metadata; answers its id and what the API calls it by. */
export const insertBareUpdate = async (
  app: TestApp,
): Promise<{ readonly id: string; readonly params: TestUpdate }> => {
  const id = randomUUID();
  const row = { id, factory: testFactory, tag: 'main', name: id };
  const uploaded = { uploaded_at: app.clock.now(), uploaded_by: 'tester' };
  await app.db
    .insertInto('updates')
    .values({ ...row, ...uploaded })
    .execute();
  return { id, params: { tag: 'main', update: id } };
};

/** Inserts an update and signs it; its target is `lmp-7`. */
export const insertSignedUpdate = async (
  app: TestApp,
): Promise<TestUpdate & Record<string, string>> => {
  await app.makeTufKeys();
  const { id: updateId, params } = await insertBareUpdate(app);
  const target = { name: 'lmp', version: 7, hardwareIds: ['intel'], ostreeHash: null, apps: {} };
  const of = { updateId, factory: testFactory, tag: params.tag, appsHost: 'gateway.example' };
  const services = { clock: app.clock, sealingKeys: app.sealingKeys };
  await inTransaction(app.db, (trx) => signUpdate(trx, services, { ...of, ...target }));
  return { ...params };
};
