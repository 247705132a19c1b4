/** The examples of the guide to the REST API of update-server, as they are recorded. */
import { randomUUID } from 'node:crypto';
import { insertDevice } from '../../test-support/insert-device.ts';
import { compactJson, play, readExchange } from '../../test-support/replay-example.ts';
import { startTestApp, type TestApp } from '../../test-support/test-app.ts';

let app: TestApp;
let uuid: string;
let token: string;
beforeEach(async () => {
  app = await startTestApp();
  uuid = await insertDevice(app.db);
  token = await app.tokenWith(['devices:read', 'devices:delete']);
});
afterEach(() => app.close());

const replay = async (name: string, values = { uuid, token }) => {
  const exchange = readExchange(new URL(`examples/${name}`, import.meta.url), values);
  const played = await play(app.origin, exchange);
  return { played, recorded: { ...exchange.answer, body: compactJson(exchange.answer.body) } };
};

test('devices are listed with a token in Authorization', async () => {
  const { played } = await replay('list-devices.http');
  expect(played.status).toBe(200);
  expect(JSON.parse(played.body)).toMatchObject([{ uuid }]);
});

test('a device that is deleted is on the denied list, an array of UUIDs, until it is taken off', async () => {
  for (const name of [
    'delete-device.http',
    'list-denied-devices.http',
    'take-off-denied-list.http',
  ]) {
    const { played, recorded } = await replay(name);
    expect({ status: played.status, body: played.body }).toEqual(recorded);
  }
  const { played } = await replay('list-devices.http');
  expect(JSON.parse(played.body)).toMatchObject([{ uuid }]);
});

test('taking off the list what is not on it answers 404, and nobody does it who may only read', async () => {
  const reader = await app.tokenWith(['devices:read']);
  const stranger = { uuid: randomUUID(), token };
  expect((await replay('take-off-denied-list.http', stranger)).played.status).toBe(404);
  expect((await replay('take-off-denied-list.http', { uuid, token: reader })).played.status).toBe(
    403,
  );
  expect((await replay('list-devices.http', { uuid, token: reader })).played.status).toBe(200);
});
