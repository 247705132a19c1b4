/** A device that comes back with another key, as an operator has permitted. */
import { createHash } from 'node:crypto';
import { createRekeyPermit, listDeviceKeys, listRekeyPermits } from '@moorgate/devices';
import type { TestLeaf } from '@moorgate/testing';
import { callGateway, openConnection, untilClosed } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway } from './test-support/start-test-gateway.ts';

let running: TestGateway;
let otherPort: number;
beforeAll(async () => {
  running = await startTestGateway({ keepAliveTimeoutMs: 60_000 });
  otherPort = (await running.startAnother()).port;
});
afterAll(() => running.close());

const again = (leaf: TestLeaf): TestLeaf => running.pki.issueDevice({ uuid: leaf.uuid });
const codeOf = async (leaf: TestLeaf): Promise<unknown> => {
  const { status, body } = await callGateway(running, { leaf });
  return body?.['code'] ?? status;
};
const hashOf = (leaf: TestLeaf): string =>
  createHash('sha256')
    .update(leaf.keys.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

test('the connections of the key before are closed on every gateway when a permit is used', async () => {
  const old = running.pki.issueDevice();
  expect(await codeOf(old)).toBe(200);
  const targets = [running, { ...running, port: otherPort }];
  const idle = await Promise.all(targets.map((target) => openConnection(target, { leaf: old })));
  for (const target of targets) await callGateway(target, { leaf: old });
  const closed = Promise.all(idle.map(untilClosed));

  const wanted = again(old);
  await createRekeyPermit(running.ctx, { uuid: old.uuid, spkiSha256: hashOf(wanted) });
  expect(await codeOf(wanted)).toBe(200);
  await closed;
  expect(await codeOf(old)).toBe('device_key_mismatch');
  expect(await codeOf(wanted)).toBe(200);
});

test('an open connection uses no further permit to stay', async () => {
  const old = running.pki.issueDevice();
  const { uuid } = old;
  const idle = await openConnection(running, { leaf: old });
  expect(await codeOf(old)).toBe(200);
  const closed = untilClosed(idle);
  const wanted = again(old);
  await createRekeyPermit(running.ctx, { uuid, isForAnyKey: true });
  await createRekeyPermit(running.ctx, { uuid, spkiSha256: hashOf(wanted) });
  expect(await codeOf(wanted)).toBe(200);
  await closed;
  const { items } = await listRekeyPermits(running.ctx, { uuid, limit: 10 });
  expect(items.map((permit) => permit.state).sort()).toEqual(['open', 'used']);
});

test('a device that is refused is admitted on its next connection, once its key is permitted', async () => {
  const old = running.pki.issueDevice();
  const wanted = again(old);
  expect(await codeOf(old)).toBe(200);
  expect(await codeOf(wanted)).toBe('device_key_mismatch');
  await createRekeyPermit(running.ctx, { uuid: old.uuid, spkiSha256: hashOf(wanted) });
  expect(await codeOf(wanted)).toBe(200);
  expect(await codeOf(old)).toBe('device_key_mismatch');
});

test('of two devices that race for a permit for any key on two gateways, exactly one comes in', async () => {
  for (let round = 0; round < 3; round += 1) {
    const old = running.pki.issueDevice();
    expect(await codeOf(old)).toBe(200);
    await createRekeyPermit(running.ctx, { uuid: old.uuid, isForAnyKey: true });
    const targets = [running, { ...running, port: otherPort }];
    const answers = await Promise.all(
      targets.map((target) => callGateway(target, { leaf: again(old) })),
    );
    const codes = answers.map(({ status, body }) => body?.['code'] ?? status);
    expect(codes.toSorted()).toEqual([200, 'device_key_mismatch']);
    const keys = await listDeviceKeys(running.ctx, old.uuid);
    expect(keys.filter((key) => key.state === 'live')).toHaveLength(1);
  }
});
