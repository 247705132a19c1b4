/** What the audit gets to know of connections that were refused. */
import { listAuditRecordsByTarget } from '@moorgate/db';
import { denyDevice } from '@moorgate/devices';
import { createTestPki } from '@moorgate/testing';
import { callGateway } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway } from './test-support/start-test-gateway.ts';

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running.close());

test('refusals of a minute are one record for each device and code, written at the latest when it ends', async () => {
  const leaf = running.pki.issueDevice();
  await callGateway(running, { leaf });
  await denyDevice(running.ctx, { uuid: leaf.uuid });
  for (let count = 0; count < 3; count += 1) {
    const answer = await callGateway(running, { leaf });
    expect(answer.body?.['code']).toBe('device_denied');
  }
  const stranger = createTestPki({ factory: 'acme' }).issueDevice();
  await callGateway(running, { leaf: stranger });
  await running.gateway.close();

  const of = (id: string) => listAuditRecordsByTarget(running.db, { kind: 'device', id });
  const [refused] = (await of(leaf.uuid)).filter(({ action }) => action === 'device.refused');
  expect(refused).toMatchObject({
    actor_kind: 'device',
    actor_id: leaf.uuid,
    actor_name: leaf.uuid,
    address: '127.0.0.1',
    before: null,
    after: { code: 'device_denied', count: 3, until: running.clock.now().toISOString() },
  });
  expect(await of('unknown')).toMatchObject([
    {
      action: 'device.refused',
      actor_kind: 'system',
      actor_id: 'device gateway',
      address: '127.0.0.1',
      after: { code: 'certificate_untrusted', count: 1 },
    },
  ]);
});
