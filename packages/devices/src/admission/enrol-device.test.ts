import { type DeviceIdentity, withDb } from '@moorgate/auth';
import { databaseOver, type Db, inTransaction } from '@moorgate/db';
import { changeDeviceCa } from '../device-cas/change-device-ca.ts';
import { reinstateDeviceCa } from '../device-cas/reinstate-device-ca.ts';
import { retireDeviceCa } from '../device-cas/retire-device-ca.ts';
import { startStore, type TestStore } from '../test-support/start-store.ts';
import { enrolDevice } from './enrol-device.ts';

let store: TestStore;
let db: Db;
beforeAll(async () => {
  store = await startStore();
  db = databaseOver(store.gatewayPool());
});
afterAll(() => store.close());

const enrol = (handle: Db): Promise<string> => {
  const { uuid, keys } = store.pki.issueDevice();
  const spki = keys.publicKey.export({ type: 'spki', format: 'der' });
  const ca = { id: store.caId };
  const identity = { uuid, factory: 'acme', isProduction: false, spki, ca } as DeviceIdentity;
  return enrolDevice({ db: handle, clock: store.clock }, identity, '192.0.2.1');
};

const changes = [
  [
    'is retired',
    (ctx: TestStore['ctx']) => retireDeviceCa(ctx, store.caId),
    () => reinstateDeviceCa(store.ctx, store.caId),
  ],
  [
    'enrols nobody any more',
    (ctx: TestStore['ctx']) =>
      changeDeviceCa(ctx, { id: store.caId, enrolmentPolicy: 'registered' }),
    () => changeDeviceCa(store.ctx, { id: store.caId, enrolmentPolicy: 'open' }),
  ],
] as const;

describe.each(changes)('when its CA %s', (_title, change, restore) => {
  test('a device is enrolled before that is answered, or not at all', async () => {
    let isChanged = false;
    let changing: Promise<unknown> = Promise.resolve();
    await inTransaction(db, async (trx) => {
      expect(await enrol(trx)).toBe('enrolled');
      changing = change(store.ctx).then(() => {
        isChanged = true;
      });
      await store.waitForBlocked(1);
      expect(isChanged).toBe(false);
    });
    await changing;
    expect(await enrol(db)).toBe('not_enrolled');
    await restore();
  });

  test('an enrolment waits for the change that is under way', async () => {
    let enrolling: Promise<string> = Promise.resolve('');
    await inTransaction(store.db, async (trx) => {
      await change(withDb(store.ctx, trx));
      enrolling = enrol(db);
      await store.waitForBlocked(1);
    });
    expect(await enrolling).toBe('not_enrolled');
    await restore();
  });
});
