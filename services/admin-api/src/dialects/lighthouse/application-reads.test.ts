/** Reading applications: who sees which, and how much of their history. */
import {
  insertOwnedApplication,
  type InsertedApplication,
} from '../../test-support/insert-application.ts';
import { type Client, useLighthouse } from './test-support/use-lighthouse.ts';

const { app, addPerson, name } = useLighthouse();

const images = ['one', 'two', 'three'];
let owner: Client;
let ownersName: string;
let application: InsertedApplication;
beforeAll(async () => {
  ownersName = name();
  owner = await addPerson(ownersName, 3);
  application = await insertOwnedApplication(app(), ownersName, images);
});

const history = (client: Client, query = '', id: number | string = application.id) =>
  client('GET', `/applications/list/${id}${query}`);

test('the list has the applications that one may use, with their hosts and what they are at', async () => {
  const { id, name: Name, deployments } = application;
  const answer = await owner('GET', '/applications/list').expect(200);
  expect(answer.headers['content-type']).toBe('application/json');
  const Instances = ['127.0.0.1:5001/v1.12'];
  expect(answer.text).toBe(
    JSON.stringify([{ Id: id, CurrentDeployment: deployments[2], Name, Instances }]),
  );
});

test('before the first success the current deployment is -1', async () => {
  const username = name();
  const client = await addPerson(username, 0);
  await insertOwnedApplication(app(), username, []);
  const { body } = await client('GET', '/applications/list').expect(200);
  expect(body).toMatchObject([{ CurrentDeployment: -1 }]);
});

test('the history has the newest deployment first, by the id as by the name', async () => {
  const { body } = await history(owner).expect(200);
  expect(body).toEqual(
    [2, 1, 0].map((at) => ({
      Id: application.deployments[at],
      Creator: ownersName,
      Date: app().clock.now().toISOString(),
      Image: images[at],
      Command: { Image: images[at] },
      Version: at + 1,
      Status: 'pending',
    })),
  );
  expect((await history(owner, '', application.name)).body).toEqual(body);
});

test.each([
  ['?count=0', 0],
  ['?count=2', 2],
  ['?count=6', 3],
  ['?count=all', 3],
  ['?count=', 3],
  ['', 3],
])('%s answers so many deployments', async (query, count) => {
  expect((await history(owner, query).expect(200)).body).toHaveLength(count);
});

test('a negative count is refused', async () => {
  const answer = await history(owner, '?count=-10');
  expect([answer.status, answer.body]).toEqual([
    400,
    { Cause: 'applications', Message: 'applications: not enough or invalid parameters given' },
  ]);
});

test.each([
  [-1, 0],
  [0, 3],
  [1, 3],
  [2, 3],
])('level %d shows so much of the history: %d', async (level, count) => {
  const username = name();
  const client = await addPerson(username, 0);
  const change = { Applications: { [application.name]: level } };
  await owner('PUT', `/users/${username}`, change).expect(200);
  expect((await history(client).expect(200)).body).toHaveLength(count);
  const { body } = await client('GET', '/applications/list').expect(200);
  expect(body).toHaveLength(Math.min(count, 1));
});

test('a history of nothing is 404, and what looks like a number is always an id', async () => {
  for (const id of ['nowhere', '999999', '99999999999999999999']) {
    const answer = await history(owner, '', id);
    expect([answer.status, answer.body]).toEqual([
      404,
      { Cause: 'applications', Message: 'applications: unknown application ID' },
    ]);
  }
});
