/** The configuration of a device, over the wire: what is given, what is not given again, and what a device puts there itself. */
import { Agent } from 'node:https';
import { setConfiguration } from '@moorgate/configurations';
import { denyDevice, patchLabels, undenyDevice } from '@moorgate/devices';
import type { TestLeaf } from '@moorgate/testing';
import {
  type Answer,
  type Call,
  callGateway,
  openConnection,
  askOn,
} from './test-support/device-client.ts';
import { startTestGateway, type TestGateway } from './test-support/start-test-gateway.ts';

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running.close());

const file = (value: string, onChanged: readonly string[] = []) => ({
  value,
  isUnencrypted: true,
  onChanged,
});
type Layer = Parameters<typeof setConfiguration>[1]['layer'];
const set = (layer: Layer, files: Readonly<Record<string, ReturnType<typeof file>>>) =>
  setConfiguration(running.ctx, { layer, files, reason: '' });

const ask = (leaf: TestLeaf, since?: string, call: Call = {}): Promise<Answer> => {
  const headers = since === undefined ? {} : { 'if-modified-since': since };
  return callGateway(running, { leaf, path: '/config', headers, ...call });
};
const patch = (leaf: TestLeaf, body: unknown): Promise<Answer> =>
  callGateway(running, {
    leaf,
    method: 'PATCH',
    path: '/config',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const dateOf = ({ headers }: Answer): string => headers.date ?? '';

/** An agent that keeps connections, as none of the others does. */
const keepAlive = (): Agent => new Agent({ keepAlive: true, maxSockets: 1 });

/** These come first: afterwards the factory has a layer for good. */
describe('a device that nothing was ever configured for', () => {
  test('is answered 204, without a body, whatever it says that it has', async () => {
    const leaf = running.pki.issueDevice();
    const answer = await ask(leaf);
    expect([answer.status, answer.text, answer.headers['content-length']]).toEqual([
      204,
      '',
      undefined,
    ]);
    expect((await ask(leaf, 'Sun, 22 Nov 2026 00:00:39 UTC')).status).toBe(204);
    const own = { leaf, path: '/config-device' };
    expect((await callGateway(running, own)).status).toBe(204);
  });
});

describe('a configuration', () => {
  test('is given with its time, and not given again to whoever has it', async () => {
    const leaf = running.pki.issueDevice();
    await callGateway(running, { leaf });
    await set({ deviceUuid: leaf.uuid }, { a: file('1', ['/handler', 'x']), b: file('2') });
    const given = await ask(leaf);
    expect([given.status, given.headers['content-type'], given.body]).toEqual([
      200,
      'application/json',
      {
        a: { Value: '1', Unencrypted: true, OnChanged: ['/handler', 'x'] },
        b: { Value: '2', Unencrypted: true },
      },
    ]);
    expect(Date.parse(dateOf(given))).toBe(
      Math.floor(running.clock.now().getTime() / 1_000) * 1_000,
    );
    const again = await ask(leaf, dateOf(given));
    expect([again.status, again.text, again.headers['content-length']]).toEqual([
      304,
      '',
      undefined,
    ]);
    // As Go's clients write it.
    expect((await ask(leaf, dateOf(given).replace('GMT', 'UTC'))).status).toBe(304);
    for (const since of ['yesterday', '1700000000', 'Sun, 32 Nov 2026 99:00:39 GMT'])
      expect((await ask(leaf, since)).status).toBe(200);
  });

  test('that changes twice within a second is given twice', async () => {
    const leaf = running.pki.issueDevice();
    await callGateway(running, { leaf });
    const layer = { deviceUuid: leaf.uuid };
    let since: string | undefined;
    for (const value of ['1', '2', '3']) {
      await set(layer, { a: file(value) });
      const given = await ask(leaf, since);
      expect([given.status, given.body?.['a']]).toEqual([200, { Value: value, Unencrypted: true }]);
      since = dateOf(given);
    }
    expect((await ask(leaf, since)).status).toBe(304);
  });

  test('of which all is removed is given empty, so that the device removes its files', async () => {
    const leaf = running.pki.issueDevice();
    await callGateway(running, { leaf });
    await set({ deviceUuid: leaf.uuid }, { a: file('1') });
    const since = dateOf(await ask(leaf));
    await set({ deviceUuid: leaf.uuid }, {});
    const emptied = await ask(leaf, since);
    expect([emptied.status, emptied.text]).toEqual([200, '{}']);
  });

  test('follows the device into its groups, and out of them', async () => {
    const leaf = running.pki.issueDevice();
    await callGateway(running, { leaf });
    await set({ groupName: 'one' }, { g: file('one') });
    await set({ groupName: 'two' }, { g: file('two') });
    let since: string | undefined;
    for (const group of ['one', 'two', 'one', null]) {
      const change: { upserts: Record<string, string>; deletes: string[] } =
        group === null ? { upserts: {}, deletes: ['group'] } : { upserts: { group }, deletes: [] };
      await patchLabels(running.ctx, { uuid: leaf.uuid, ...change });
      const given = await ask(leaf, since);
      expect([given.status, given.body?.['g']]).toEqual([
        200,
        group === null ? undefined : { Value: group, Unencrypted: true },
      ]);
      since = dateOf(given);
    }
  });

  test('that an operator cannot read is passed on untouched', async () => {
    const leaf = running.pki.issueDevice();
    await callGateway(running, { leaf });
    const sealed = 'BASE64+/==\n not TOML [[';
    const encrypted = { value: sealed, isUnencrypted: false, onChanged: [] };
    await set({ groupName: 'sealed' }, { 'z-50-fioctl.toml': file('[pacman]\ntags = "a"\n') });
    await set({ deviceUuid: leaf.uuid }, { secret: encrypted, 'z-50-fioctl.toml': encrypted });
    await patchLabels(running.ctx, { uuid: leaf.uuid, upserts: { group: 'sealed' }, deletes: [] });
    expect((await ask(leaf)).body).toEqual({
      secret: { Value: sealed },
      'z-50-fioctl.toml': { Value: sealed },
    });
  });

  test('of a denied device is destroyed; let in again it is given what is left, and nothing of its own', async () => {
    const leaf = running.pki.issueDevice();
    await callGateway(running, { leaf });
    await set({ factory: 'acme' }, { f: file('factory') });
    await set({ deviceUuid: leaf.uuid }, { own: file('secret') });
    const given = await ask(leaf);
    expect(Object.keys(given.body ?? {}).sort()).toEqual(['f', 'own']);
    await denyDevice(running.ctx, { uuid: leaf.uuid });
    expect((await ask(leaf)).status).toBe(403);
    const { rows } = await running.pool.query(
      `select 1 from configurations where device_uuid = $1
       union all select 1 from applied_configurations where device_uuid = $1`,
      [leaf.uuid],
    );
    expect(rows).toEqual([]);
    await undenyDevice(running.ctx, leaf.uuid);
    const left = await ask(leaf, dateOf(given));
    expect([left.status, Object.keys(left.body ?? {})]).toEqual([200, ['f']]);
    expect((await callGateway(running, { leaf, path: '/config-device' })).status).toBe(204);
  });
});

test('a configuration that has not changed costs no query and no write', async () => {
  const leaf = running.pki.issueDevice();
  await callGateway(running, { leaf });
  await set({ deviceUuid: leaf.uuid }, { a: file('1') });
  const agent = keepAlive();
  const since = dateOf(await ask(leaf, undefined, { agent }));
  const socket = await openConnection(running, { leaf });
  await askOn(socket);
  const blocking = await running.pool.connect();
  try {
    await blocking.query('begin');
    // Whoever read or wrote any of them would wait until the end of this.
    await blocking.query(
      'lock table devices, configurations, applied_configurations, configuration_clock in access exclusive mode',
    );
    for (let count = 0; count < 20; count += 1)
      expect((await ask(leaf, since, { agent })).status).toBe(304);
  } finally {
    await blocking.query('rollback');
    blocking.release();
    agent.destroy();
    socket.destroy();
  }
});

describe('PATCH /config', () => {
  const actions = (value: string) => ({
    reason: 'start-up',
    files: [{ name: 'fio-remote-actions', value, unencrypted: true }],
    'public-key': '',
  });

  test('is answered 201, and what it put there is given back', async () => {
    const leaf = running.pki.issueDevice();
    const { status, text } = await patch(leaf, actions('diag,reboot'));
    expect([status, text]).toEqual([201, '']);
    expect((await ask(leaf)).body).toMatchObject({
      'fio-remote-actions': { Value: 'diag,reboot', Unencrypted: true },
    });
    const own = await callGateway(running, { leaf, path: '/config-device' });
    expect(Object.keys(own.body ?? {})).toEqual(['fio-remote-actions']);
  });

  test('that changes nothing makes no revision', async () => {
    const leaf = running.pki.issueDevice();
    for (let count = 0; count < 3; count += 1)
      expect((await patch(leaf, actions('diag'))).status).toBe(201);
    const { rows } = await running.pool.query<{ revision: number }>(
      'select revision from configurations where device_uuid = $1',
      [leaf.uuid],
    );
    expect(rows).toEqual([{ revision: 1 }]);
  });

  test('replaces files that are there, and adds none but those that a device alone can know', async () => {
    const leaf = running.pki.issueDevice();
    await callGateway(running, { leaf });
    await set({ deviceUuid: leaf.uuid }, { mine: file('1') });
    await set({ factory: 'acme' }, { theirs: file('1') });
    const change = (name: string) => ({ files: [{ name, value: 'changed', unencrypted: true }] });
    expect((await patch(leaf, change('mine'))).status).toBe(201);
    for (const name of ['theirs', 'z-50-fioctl.toml', '__proto__x', 'constructor']) {
      const { status, body } = await patch(leaf, change(name));
      expect([name, status, body?.['code']]).toEqual([name, 403, 'configuration_file_not_allowed']);
    }
    const { body } = await ask(leaf);
    expect(body).toMatchObject({ mine: { Value: 'changed' }, theirs: { Value: '1' } });
  });

  test.each([
    ['no files', {}],
    ['files that are none', { files: [{ name: 'x' }] }],
    ['a name without characters', { files: [{ name: '', value: 'x' }] }],
  ])('with %s is answered 400', async (_what, body) => {
    expect((await patch(running.pki.issueDevice(), body)).status).toBe(400);
  });
});
