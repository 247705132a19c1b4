import { randomUUID } from 'node:crypto';
import { insertOperation, inTransaction } from '@moorgate/db';
import supertest from 'supertest';
import {
  insertOwnedApplication,
  type InsertedApplication,
} from '../../../../test-support/insert-application.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
let administrator: string;
let stranger: string;
let applications: InsertedApplication[];
beforeAll(async () => {
  app = await startTestApp();
  administrator = await app.tokenWith(['applications:read', 'applications:use']);
  stranger = await app.tokenWith(['applications:use']);
  const owner = await app.addUser();
  applications = [];
  for (let count = 0; count < 3; count += 1)
    applications.push(await insertOwnedApplication(app, owner, ['one', 'two', 'three']));
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const get = (path: string, token = administrator): supertest.Test =>
  supertest(app.server).get(path).set('Authorization', `Bearer ${token}`);

const nextOf = ({ headers }: supertest.Response): string =>
  /<([^>]+)>; rel="next"/.exec(headers['link']!)![1]!;

const idsOf = (body: unknown): (number | string)[] =>
  (body as readonly { readonly id: number | string }[]).map(({ id }) => id);

/** An operation of an application that nobody works on. */
const addOperation = async ({ id, name }: InsertedApplication): Promise<string> => {
  const operation = randomUUID();
  const plan = {};
  await inTransaction(app.db, (trx) =>
    insertOperation(trx, {
      ...{ id: operation, applicationId: id, applicationName: name, kind: 'start' },
      ...{ deploymentId: null, requestedBy: null, requester: 'somebody', tokenId: null },
      ...{ requestId: null, plan, at: app.clock.now() },
    }),
  );
  return operation;
};

test('with applications:read every application is listed, page by page; without, those that one may use', async () => {
  const first = await get('/v1/applications?limit=2').expect(200);
  expect(idsOf(first.body)).toEqual(applications.slice(0, 2).map(({ id }) => id));
  expect(idsOf((await get(nextOf(first))).body)).toEqual([applications[2]!.id]);
  expect((await get('/v1/applications', stranger)).body).toEqual([]);
});

test('an application is shown by its id and its name, and to nobody else', async () => {
  const { id, name, deployments } = applications[0]!;
  for (const text of [id, name])
    expect((await get(`/v1/applications/${text}`).expect(200)).body).toMatchObject({
      ...{ id, name, instances: ['127.0.0.1:5001/v1.12'], operation: null, unsettled: [] },
      'current-deployment': deployments.at(-1),
    });
  const masked = await get(`/v1/applications/${name}`, stranger);
  const missing = await get('/v1/applications/nowhere', stranger);
  expect([masked.status, masked.body.code]).toEqual([404, 'application_not_found']);
  expect(missing.body.code).toBe('application_not_found');
});

test('deployments come newest first, page by page', async () => {
  const { name, deployments } = applications[1]!;
  const first = await get(`/v1/applications/${name}/deployments?limit=2`).expect(200);
  expect(first.body).toMatchObject([
    { id: deployments[2], version: 3, image: 'three', 'is-bad': false },
    { id: deployments[1], version: 2, image: 'two', status: 'pending' },
  ]);
  expect((await get(nextOf(first))).body).toMatchObject([{ id: deployments[0], version: 1 }]);
  await get(`/v1/applications/${name}/deployments`, stranger).expect(404);
});

test('an operation is found through its application, shown, and followed by nobody who may not see it', async () => {
  const { id: applicationId, name } = applications[2]!;
  const id = await addOperation(applications[2]!);
  const list = await get(`/v1/applications/${applicationId}/operations`).expect(200);
  expect(list.body).toMatchObject([{ id, application: name, kind: 'start', status: 'pending' }]);
  expect((await get(`/v1/operations/${id}`).expect(200)).body).toEqual(list.body[0]);
  expect((await get(`/v1/applications/${name}`)).body.operation).toBe(id);
  for (const path of [`/v1/operations/${id}`, `/v1/operations/${id}/lines`])
    expect((await get(path, stranger)).body.code).toBe('operation_not_found');
  expect((await get(`/v1/operations/${randomUUID()}`)).body.code).toBe('operation_not_found');
});
