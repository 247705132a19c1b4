import { callGateway } from './test-support/device-client.ts';
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

test('an expectation that nobody knows does not come before the verdict, and is ignored after it', async () => {
  const headers = { expect: 'a-miracle' };
  const leaf = running.pki.issueDevice();
  const stranger = running.pki.issueDevice({ ca: 'self' });
  const refused = await callGateway(running, { leaf: stranger, headers });
  expect([refused.status, refused.body?.['code']]).toEqual([403, 'certificate_untrusted']);
  expect(refused.headers.connection).toBe('close');
  expect((await callGateway(running, { leaf, headers })).status).toBe(200);
});
