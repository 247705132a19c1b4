/** An application in the store, deployed by nobody, for tests that ask about it. */
import { randomUUID } from 'node:crypto';
import {
  findUserByUsername,
  insertApplication,
  insertDeployment,
  insertOperation,
  inTransaction,
  updateApplicationDeployment,
  updateOperation,
  upsertApplicationPermission,
} from '@moorgate/db';
import type { TestApp } from './test-app.ts';

/** An application with as many deployments as it has images; the last one is the current one. */
export interface InsertedApplication {
  readonly id: number;
  readonly name: string;
  /** The ids of its deployments, oldest first. */
  readonly deployments: readonly number[];
}

let lastNumber = 0;

/** Inserts one that this user owns, on hosts that no beacon reports. */
export const insertOwnedApplication = async (
  { db, clock }: TestApp,
  owner: string,
  images: readonly string[] = ['one'],
): Promise<InsertedApplication> => {
  lastNumber += 1;
  const name = `inserted${lastNumber}`;
  const user = await findUserByUsername(db, owner);
  const author = { at: clock.now(), createdBy: owner };
  const instances = [{ beacon_id: randomUUID(), address: '127.0.0.1:5001/v1.12' }];
  return inTransaction(db, async (trx) => {
    const id = (await insertApplication(trx, { key: randomUUID(), name, instances, ...author }))!;
    const deployments: number[] = [];
    for (const Image of images)
      deployments.push(
        await insertDeployment(trx, {
          ...{ applicationId: id, kind: 'container', command: { Image }, health: null },
          ...{ digest: Buffer.alloc(32), creator: owner, at: author.at },
        }),
      );
    if (deployments.length > 0) await updateApplicationDeployment(trx, id, deployments.at(-1)!);
    await upsertApplicationPermission(trx, { applicationId: id, userId: user!.id }, 2);
    return { id, name, deployments };
  });
};

/** Inserts an operation of such an application, which this user has asked for and which has ended, and answers its id. */
export const insertOwnedOperation = async (app: TestApp, owner: string): Promise<string> => {
  const { id: applicationId, name: applicationName } = await insertOwnedApplication(app, owner);
  const user = await findUserByUsername(app.db, owner);
  const id = randomUUID();
  const at = app.clock.now();
  await inTransaction(app.db, async (trx) => {
    await insertOperation(trx, {
      ...{ id, applicationId, applicationName, kind: 'start', deploymentId: null, plan: {}, at },
      ...{ requestedBy: user!.id, requester: owner, tokenId: null, requestId: null },
    });
    await updateOperation(trx, id, { status: 'succeeded', finished_at: at });
  });
  return id;
};
