/** Operations are kept for 90 days after their end, and longer where something is still to be done. */
import {
  countOperationLines,
  findOperationById,
  inTransaction,
  updateOperation,
} from '@moorgate/db';
import { forgetOldOperations } from './operations/forget-operations.ts';
import { readHistory } from './reads/list-applications.ts';
import { createApplication } from './requests/create-application.ts';
import { startApplication } from './requests/toggle-application.ts';
import { type OperationGround, openOperationGround } from './test-support/operation-ground.ts';

const dayMs = 86_400_000;

let ground: OperationGround;
beforeAll(async () => {
  ground = await openOperationGround();
});
afterAll(() => ground.close());

test('an operation is forgotten 90 days after its end, with its lines; its application and their history stay', async () => {
  const owner = await ground.addUser();
  const { addresses } = await ground.addHosts(owner, 1);
  const { operationId: first } = await createApplication(owner, ground.requests, {
    ...{ name: 'web', command: { Image: 'busybox' }, instances: addresses },
    ...{ start: false, forcePull: false },
  });
  await ground.run(owner, first);
  const start = async (): Promise<string> => {
    const started = await startApplication(owner, ground.requests, { application: 'web' });
    await ground.run(owner, started.operationId);
    return started.operationId;
  };
  const unsettled = await start();
  await inTransaction(ground.db, (trx) => updateOperation(trx, unsettled, { unsettled: 1 }));
  ground.clock.advance(dayMs);
  const younger = await start();
  const { operationId: waiting } = await startApplication(owner, ground.requests, {
    application: 'web',
  });
  const kept = async (): Promise<boolean[]> =>
    Promise.all(
      [first, unsettled, younger, waiting].map(
        async (id) => (await findOperationById(ground.db, id)) !== undefined,
      ),
    );
  ground.clock.advance(89 * dayMs);
  expect(await forgetOldOperations(ground)).toBe(0);
  ground.clock.advance(1);
  expect(await forgetOldOperations(ground)).toBe(1);
  expect(await kept()).toEqual([false, true, true, true]);
  expect(await countOperationLines(ground.db, first)).toBe(0);
  expect(await readHistory(owner, 'web', null)).toHaveLength(1);
  await inTransaction(ground.db, (trx) => updateOperation(trx, unsettled, { unsettled: 0 }));
  ground.clock.advance(dayMs);
  expect(await forgetOldOperations(ground)).toBe(2);
  expect(await kept()).toEqual([false, false, false, true]);
});
