/** First contact, keys that do not match, and what operators get to see of both. */
import { approveEnrolment, listPendingEnrolments, listPendingKeys } from '@moorgate/devices';
import { listAuditRecordsByTarget } from '@moorgate/db';
import type { TestLeaf } from '@moorgate/testing';
import { callGateway } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway, until } from './test-support/start-test-gateway.ts';

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway({ refusalsPerMinuteMax: 20 });
});
afterAll(() => running.close());

const hashOf = (leaf: TestLeaf): Promise<string> =>
  crypto.subtle
    .digest('SHA-256', leaf.keys.publicKey.export({ type: 'spki', format: 'der' }))
    .then((digest) => Buffer.from(digest).toString('hex'));
const pendingOf = async (uuid: string): Promise<string[]> =>
  (await listPendingKeys(running.ctx, { limit: 1000 })).items
    .filter((key) => key.deviceUuid === uuid)
    .map((key) => key.spkiSha256);

test('an enrolment is audited, with the device as its actor', async () => {
  const leaf = running.pki.issueDevice({ isProduction: true });
  await callGateway(running, { leaf });
  const records = await listAuditRecordsByTarget(running.db, { kind: 'device', id: leaf.uuid });
  expect(records).toMatchObject([
    {
      action: 'device.enrolled',
      actor_kind: 'device',
      actor_id: leaf.uuid,
      address: '127.0.0.1',
      after: { factory: 'acme', isProduction: true, keySha256: await hashOf(leaf) },
    },
  ]);
});

test('of many that enrol one device at once with different keys, one key wins and the others are refused', async () => {
  for (let round = 0; round < 5; round += 1) {
    const first = running.pki.issueDevice();
    const others = Array.from({ length: 4 }, () => running.pki.issueDevice({ uuid: first.uuid }));
    const answers = await Promise.all(
      [first, ...others].map((leaf) => callGateway(running, { leaf })),
    );
    const codes = answers.map((answer) => answer.body?.['code'] ?? answer.status).sort();
    const refused = 'device_key_mismatch';
    expect(codes).toEqual([200, refused, refused, refused, refused]);
    const { rows } = await running.pool.query(
      `select state from device_keys where device_uuid = $1 and state = 'live'`,
      [first.uuid],
    );
    expect(rows).toHaveLength(1);
  }
});

test('of many that enrol one device at once with one key, all are served', async () => {
  const leaf = running.pki.issueDevice();
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => callGateway(running, { leaf })),
  );
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
});

test('a key that does not match is shown to operators, once, and at most five of a device', async () => {
  const leaf = running.pki.issueDevice();
  await callGateway(running, { leaf });
  const other = running.pki.issueDevice({ uuid: leaf.uuid });
  await callGateway(running, { leaf: other });
  await callGateway(running, { leaf: other });
  const hash = await hashOf(other);
  await until(async () => ((await pendingOf(leaf.uuid)).includes(hash) ? true : null));
  for (let count = 0; count < 8; count += 1) {
    await callGateway(running, { leaf: running.pki.issueDevice({ uuid: leaf.uuid }) });
  }
  const full = await until(async () => {
    const found = await pendingOf(leaf.uuid);
    return found.length >= 5 ? found : null;
  });
  expect(full).toHaveLength(5);
  expect((await callGateway(running, { leaf })).status).toBe(200);
});

test('a device that awaits approval is shown to operators and connects once it is approved', async () => {
  const ca = running.pki.createCa({ commonName: 'careful' });
  await running.trust(ca, { policy: 'approval' });
  const leaf = running.pki.issueDevice({ ca });
  expect((await callGateway(running, { leaf })).body).toMatchObject({
    code: 'device_awaits_approval',
  });
  await until(async () => {
    const { items } = await listPendingEnrolments(running.ctx, { limit: 1000 });
    return items.some((item) => item.deviceUuid === leaf.uuid) ? true : null;
  });
  await approveEnrolment(running.ctx, { uuid: leaf.uuid });
  expect((await callGateway(running, { leaf })).status).toBe(200);
});

test('an address that keeps showing strangers’ certificates is refused without being judged', async () => {
  const stranger = running.pki.issueDevice({ ca: 'self' });
  const codes: unknown[] = [];
  for (let count = 0; count < 25; count += 1) {
    codes.push((await callGateway(running, { leaf: stranger })).body?.['code']);
  }
  expect(codes.slice(0, 20)).toEqual(Array<string>(20).fill('certificate_untrusted'));
  expect(codes.slice(20)).toEqual(Array<string>(5).fill('too_many_refusals'));
  const logged = running.lines.filter((line) => line['code'] === 'certificate_untrusted');
  expect(logged).toHaveLength(1);
});
