/** What devices report with their requests, and what becomes of it. */
import { Agent } from 'node:https';
import { denyDevice, undenyDevice } from '@moorgate/devices';
import type { TestLeaf } from '@moorgate/testing';
import { callGateway } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway, until } from './test-support/start-test-gateway.ts';

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running.close());

interface Stored {
  readonly target_name: string;
  readonly tag: string;
  readonly ostree_hash: string;
  readonly apps: string;
  readonly last_seen_at: Date;
}

const stored = async (leaf: TestLeaf): Promise<Stored> => {
  const { rows } = await running.pool.query<Stored>(
    `select target_name, tag, ostree_hash, apps, last_seen_at
     from device_check_ins where device_uuid = $1`,
    [leaf.uuid],
  );
  return rows[0]!;
};
const untilStored = (leaf: TestLeaf, expected: Partial<Stored>): Promise<Stored> =>
  until(async () => {
    const row = await stored(leaf);
    const matches = Object.entries(expected).every(
      ([name, value]) => row[name as keyof Stored] === value,
    );
    return matches ? row : null;
  });
const written = (): Promise<number> =>
  running.gateway.metrics.valueOf('moorgate_gateway_check_ins_total', { outcome: 'written' });

const report = {
  'x-ats-target': 'lmp-42',
  'X-ATS-Tags': 'main,beta',
  'x-ats-ostreehash': 'abc',
  'x-ats-dockerapps': 'shell,web',
};
const shown = {
  target_name: 'lmp-42',
  tag: 'main,beta',
  ostree_hash: 'abc',
  docker_apps: 'shell,web',
};

test('a report is shown in the answer to the very request that brought it, and stored', async () => {
  const leaf = running.pki.issueDevice();
  const answer = await callGateway(running, { leaf, headers: report });
  expect(answer.body).toMatchObject(shown);
  const { docker_apps: apps, ...rest } = shown;
  await untilStored(leaf, { ...rest, apps });
});

test('an absent header keeps what is stored, an empty one clears it', async () => {
  const leaf = running.pki.issueDevice();
  await callGateway(running, { leaf, headers: report });
  const answer = await callGateway(running, { leaf, headers: { 'x-ats-tags': '' } });
  expect(answer.body).toMatchObject({ ...shown, tag: '' });
  await untilStored(leaf, { tag: '', target_name: 'lmp-42', apps: 'shell,web' });
});

test('of a repeated header the first one counts', async () => {
  const leaf = running.pki.issueDevice();
  const headers = { 'x-ats-tags': ['first', 'second'] };
  expect((await callGateway(running, { leaf, headers })).body).toMatchObject({ tag: 'first' });
});

test('a value that is too long is no value: the stored one stays', async () => {
  const leaf = running.pki.issueDevice();
  await callGateway(running, { leaf, headers: report });
  const headers = {
    'x-ats-target': 'x'.repeat(81),
    'x-ats-tags': 'y'.repeat(80),
    'x-ats-dockerapps': 'z'.repeat(2_049),
  };
  const answer = await callGateway(running, { leaf, headers });
  expect(answer.body).toMatchObject({ ...shown, tag: 'y'.repeat(80) });
});

test('a device that only shows that it is there is written once a minute', async () => {
  const leaf = running.pki.issueDevice();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await callGateway(running, { leaf, headers: report, agent });
  const first = await untilStored(leaf, { tag: 'main,beta' });
  const before = await written();
  running.clock.advance(59_000);
  await callGateway(running, { leaf, headers: report, agent });
  running.clock.advance(2_000);
  const answer = await callGateway(running, { leaf, headers: report, agent });
  const now = running.clock.now();
  expect(answer.body).toMatchObject({ last_seen: Math.floor(now.getTime() / 1000) });
  await until(async () =>
    (await stored(leaf)).last_seen_at.getTime() === now.getTime() ? true : null,
  );
  expect(first.last_seen_at.getTime()).toBe(now.getTime() - 61_000);
  expect((await written()) - before).toBe(1);
  agent.destroy();
});

test('what another gateway wrote meanwhile gives way to what the device says, within a minute', async () => {
  const leaf = running.pki.issueDevice();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await callGateway(running, { leaf, headers: report, agent });
  await untilStored(leaf, { tag: 'main,beta' });
  await running.pool.query(`update device_check_ins set tag = 'other' where device_uuid = $1`, [
    leaf.uuid,
  ]);
  running.clock.advance(61_000);
  await callGateway(running, { leaf, headers: report, agent });
  await untilStored(leaf, { tag: 'main,beta' });
  agent.destroy();
});

test('connections of one device see what the others report', async () => {
  const leaf = running.pki.issueDevice();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await callGateway(running, { leaf, agent });
  await callGateway(running, { leaf, headers: report });
  expect((await callGateway(running, { leaf, agent })).body).toMatchObject(shown);
  agent.destroy();
});

test('nothing that was reported before a denial lands after it', async () => {
  const leaf = running.pki.issueDevice();
  await callGateway(running, { leaf });
  await callGateway(running, { leaf, headers: report });
  await denyDevice(running.ctx, { uuid: leaf.uuid });
  await undenyDevice(running.ctx, leaf.uuid);
  const other = running.pki.issueDevice();
  await callGateway(running, { leaf: other, headers: report });
  await untilStored(other, { tag: 'main,beta' });
  expect(await stored(leaf)).toMatchObject({ target_name: '', tag: '', apps: '' });
});

test('what waits is written when the gateway closes', async () => {
  const leaf = running.pki.issueDevice();
  const another = await running.startAnother();
  await callGateway({ port: another.port, pki: running.pki }, { leaf, headers: report });
  await another.close();
  expect(await stored(leaf)).toMatchObject({ target_name: 'lmp-42' });
});

test('a store that takes no check-ins does not keep a device from its answer', async () => {
  const leaf = running.pki.issueDevice();
  await callGateway(running, { leaf });
  const blocker = await running.pool.connect();
  await blocker.query('begin; lock table device_check_ins in share mode');
  const answer = await callGateway(running, { leaf, headers: report });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject(shown);
  await until(async () => {
    const failed = await running.gateway.metrics.valueOf('moorgate_gateway_check_ins_total', {
      outcome: 'write_failed',
    });
    return failed > 0 ? true : null;
  });
  await blocker.query('rollback');
  blocker.release();
  await untilStored(leaf, { tag: 'main,beta' });
});
