import { Agent } from 'node:https';
import { denyDevice } from '@moorgate/devices';
import { callGateway, openConnection, untilClosed } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway } from './test-support/start-test-gateway.ts';

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running.close());

test('a device with a good certificate is enrolled at its first contact and told its record', async () => {
  const leaf = running.pki.issueDevice();
  const answer = await callGateway(running, { leaf });
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('application/json');
  expect(answer.headers['x-request-id']).toMatch(/^[\w-]{16}$/);
  const now = Math.floor(running.clock.now().getTime() / 1000);
  expect(answer.body).toEqual({
    uuid: leaf.uuid,
    name: leaf.uuid,
    Name: leaf.uuid,
    factory: 'acme',
    owner: '',
    repo_id: 'acme',
    created_at: now,
    last_seen: now,
    docker_apps: '',
    group_name: '',
    ostree_hash: '',
    pubkey: leaf.keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    target_name: '',
    tag: '',
    update_name: '',
  });
});

test('a device without configuration gets 204 without a body', async () => {
  const answer = await callGateway(running, { leaf: running.pki.issueDevice(), path: '/config' });
  expect([answer.status, answer.text]).toEqual([204, '']);
  expect(answer.headers['content-length']).toBeUndefined();
});

test('a denial reaches an open connection: it is cut, and the next one is refused with the words that clients print', async () => {
  const leaf = running.pki.issueDevice();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  expect((await callGateway(running, { leaf, agent })).status).toBe(200);
  const idle = await openConnection(running, { leaf });
  const closed = untilClosed(idle);
  await denyDevice(running.ctx, { uuid: leaf.uuid });
  await closed;
  const answer = await callGateway(running, { leaf });
  expect(answer.status).toBe(403);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.headers.connection).toBe('close');
  expect(answer.body).toMatchObject({
    code: 'device_denied',
    detail: `Device(${leaf.uuid}) is on the denied list`,
  });
  agent.destroy();
});
