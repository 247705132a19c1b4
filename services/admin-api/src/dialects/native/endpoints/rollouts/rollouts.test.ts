import { randomUUID } from 'node:crypto';
import { denyDevice, undenyDevice } from '@moorgate/devices';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { readGivenUpdate } from '../../../../test-support/read-given-update.ts';
import { advance } from '../../../../test-support/rollout-examples.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';
import { insertUpdate } from '../../../../test-support/update-examples.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  const updates = ['updates:read-update', 'updates:delete'] as const;
  token = await app.tokenWith([...updates, 'devices:read-update', 'devices:delete']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const ask = (method: 'get' | 'put' | 'post' | 'delete' | 'patch', path: string, body?: object) =>
  supertest(app.server)[method](path).set('Authorization', `Bearer ${token}`).send(body);
const refusalOf = ({ status, body }: supertest.Response): unknown[] => [
  status,
  body.code,
  body.detail,
];

interface Ground {
  readonly id: string;
  readonly tag: string;
  readonly path: string;
}
/** An update of a tag of its own. */
const newUpdate = async (tag = `tag-${randomUUID().slice(0, 8)}`): Promise<Ground> => {
  const { id, update } = await insertUpdate(app, { tag });
  return { id: id!, tag, path: `/v1/updates/${tag}/${update}/rollouts` };
};
const device = (tag: string, group?: string): Promise<string> =>
  insertDevice(app.db, {
    labels: group === undefined ? {} : { group },
    checkIn: { last_seen_at: app.clock.now(), tag },
  });
const newGroup = (): string => `group-${randomUUID().slice(0, 8)}`;

/** Asks for a rollout and waits until it is committed. */
const rollOut = async (path: string, body: object): Promise<void> => {
  expect((await ask('put', path, body)).status).toBe(202);
  await advance(app);
};
const updateOf = async (uuid: string): Promise<string | null> =>
  (await readGivenUpdate(app, uuid)).id;
const why = async (uuid: string, query = ''): Promise<Record<string, unknown>> => {
  const answer = await ask('get', `/v1/devices/${uuid}/update/why${query}`);
  expect(answer.status).toBe(200);
  return answer.body as Record<string, unknown>;
};
const relabel = async (uuid: string, labels: object): Promise<void> => {
  expect((await ask('patch', `/v1/devices/${uuid}/labels`, { upserts: labels })).status).toBe(200);
  await advance(app);
};
const report = async (uuid: string, tag: string): Promise<void> => {
  await app.db
    .updateTable('device_check_ins')
    .set({ tag })
    .where('device_uuid', '=', uuid)
    .execute();
  await advance(app);
};

describe('PUT /v1/updates/{tag}/{update}/rollouts/{rollout}', () => {
  test('202: the devices that it names, and those of its groups, that report the tag and are not denied', async () => {
    const { id, tag, path } = await newUpdate();
    const group = newGroup();
    const [named, member, other, elsewhere, denied] = [
      await device(tag),
      await device(tag, group),
      await device('another', group),
      await device(tag),
      await device(tag, group),
    ];
    await denyDevice(app.operator, { uuid: denied });
    const uuids = [named.toUpperCase(), named, denied, randomUUID()];
    const body = { uuids, groups: [group], committed: true };
    const put = await ask('put', `${path}/first`, body);
    expect([put.status, put.text]).toEqual([202, '']);
    await advance(app);

    const shown = (await ask('get', `${path}/first`)).body as Record<string, unknown>;
    expect(shown).toMatchObject({
      name: 'first',
      groups: [group],
      committed: true,
      state: 'open',
      'effective-uuids': [named, member].sort(),
      'effective-count': 2,
      'takes-all': false,
      'assigned-count': 2,
      'created-by': expect.stringMatching(/^user/),
      'closed-at': null,
    });
    expect(shown['uuids']).toEqual([named, uuids[3]!].sort());
    for (const uuid of [named, member]) expect(await updateOf(uuid)).toBe(id);
    for (const uuid of [other, elsewhere, denied]) expect(await updateOf(uuid)).toBeNull();
    const listed = (await ask('get', `${path}/first/devices?limit=1`)).body as unknown[];
    expect(listed).toEqual([
      expect.objectContaining({ uuid: [named, member].sort()[0], state: 'assigned' }),
    ]);
  });

  test('is committed in the background within milliseconds, and an instance that comes later does what another left', async () => {
    const { id, tag, path } = await newUpdate();
    const uuid = await device(tag);
    await ask('put', `${path}/first`, { uuids: [uuid] });
    const committed = async (): Promise<boolean> =>
      ((await ask('get', `${path}/first`)).body as { committed: boolean }).committed;
    while (!(await committed()));
    expect(await updateOf(uuid)).toBe(id);
  });

  test('400, 404 and 409 in this order, in the words of existing servers', async () => {
    const { tag, path } = await newUpdate();
    const uuid = await device(tag);
    const missing = `/v1/updates/${tag}/nothing/rollouts/first`;
    const effective = { 'effective-uuids': [uuid] };
    expect(refusalOf(await ask('put', missing, effective))).toEqual([
      400,
      'invalid_request',
      'Either uuids or groups must be set',
    ]);
    expect(refusalOf(await ask('put', missing, { uuids: [uuid], ...effective }))).toEqual([
      400,
      'invalid_request',
      'Effective uuids are readonly',
    ]);
    expect(refusalOf(await ask('put', missing, { uuids: [uuid] }))).toEqual([
      404,
      'update_not_found',
      'Update with this name does not exist',
    ]);
    await rollOut(`${path}/first`, { uuids: [uuid], groups: null });
    const again = await ask('put', `${path}/first`, { uuids: [uuid] });
    expect([again.status, again.body.code, again.body.title]).toEqual([
      409,
      'rollout_exists',
      'Rollout with this name already exists',
    ]);
    const odd = await ask('put', `${path}/odd`, { uuids: ['x'], groups: ['../..'] });
    const { errors } = odd.body as { errors: { pointer: string }[] };
    expect([odd.status, errors.map(({ pointer }) => pointer)]).toEqual([
      400,
      ['/body/uuids/0', '/body/groups/0'],
    ]);
    expect(refusalOf(await ask('put', `${path}/..%2f`, { uuids: [uuid] }))[1]).toBe(
      'rollout_name_invalid',
    );
  });

  test('of two that ask for one name at once, one gets 202 and the other 409', async () => {
    const { path } = await newUpdate();
    const body = { groups: ['somewhere'] };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => ask('put', `${path}/first`, body)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409, 409]);
  });

  test('is known with the segments ci and prod of older servers too', async () => {
    const { tag, path } = await newUpdate();
    const uuid = await device(tag);
    const older = path.replace('/updates/', '/updates/ci/');
    await rollOut(`${older}/first`, { uuids: [uuid] });
    const prod = path.replace('/v1/updates/', '/updates/prod/');
    expect((await ask('get', prod)).body).toEqual(['first']);
    expect((await ask('get', `${prod}/first`)).body).toMatchObject({ 'effective-uuids': [uuid] });
  });
});

describe('an open rollout', () => {
  test('takes a device that joins its group, and one that reports the tag, until it is closed', async () => {
    const { id, tag, path } = await newUpdate();
    const group = newGroup();
    await rollOut(`${path}/first`, { groups: [group] });
    const [joins, reports, late] = [
      await device(tag),
      await device('other', group),
      await device(tag),
    ];
    await relabel(joins, { group });
    await report(reports, tag);
    for (const uuid of [joins, reports]) expect(await updateOf(uuid)).toBe(id);

    expect((await ask('post', `${path}/first/close`)).status).toBe(204);
    expect((await ask('post', `${path}/first/close`)).status).toBe(204);
    await relabel(late, { group });
    expect(await updateOf(late)).toBeNull();
    expect(await why(late)).toMatchObject({
      reason: 'closed',
      explanation: expect.stringContaining('before the device came to fit it'),
    });
    expect((await ask('get', `${path}/first`)).body).toMatchObject({ state: 'closed' });
  });

  test('takes no device back that a later one has, and gives it to nobody whom the update was taken from', async () => {
    const first = await newUpdate();
    const second = await newUpdate(first.tag);
    const group = newGroup();
    const uuid = await device(first.tag, group);
    await rollOut(`${first.path}/first`, { groups: [group] });
    await rollOut(`${second.path}/second`, { uuids: [uuid] });
    expect(await updateOf(uuid)).toBe(second.id);
    await relabel(uuid, { group: newGroup() });
    await relabel(uuid, { group });
    expect(await updateOf(uuid)).toBe(second.id);
    expect((await why(uuid))['rollouts']).toMatchObject([
      { rollout: 'second', reason: 'assigned' },
      { rollout: 'first', reason: 'replaced', explanation: expect.stringContaining('second') },
    ]);

    expect((await ask('delete', `/v1/devices/${uuid}/update`)).status).toBe(204);
    const again = await ask('delete', `/v1/devices/${uuid}/update`);
    expect([again.status, again.body.code]).toEqual([404, 'update_not_assigned']);
    await relabel(uuid, { group: newGroup() });
    await relabel(uuid, { group });
    expect(await updateOf(uuid)).toBeNull();
    expect(await why(uuid)).toMatchObject({ reason: 'unassigned', update: null });
    await rollOut(`${first.path}/third`, { uuids: [uuid] });
    expect(await updateOf(uuid)).toBe(first.id);
  });

  test('has a device again that followed another tag for a while', async () => {
    const [one, other] = [await newUpdate(), await newUpdate()];
    const uuid = await device(one.tag);
    await rollOut(`${one.path}/first`, { uuids: [uuid] });
    await rollOut(`${other.path}/first`, { uuids: [uuid] });
    await report(uuid, other.tag);
    expect(await updateOf(uuid)).toBe(other.id);
    await report(uuid, one.tag);
    expect(await updateOf(uuid)).toBe(one.id);
  });
});

describe('a denial', () => {
  test('takes the device out of every rollout; un-denied, it gets nothing until it fits one anew', async () => {
    const { id, tag, path } = await newUpdate();
    const group = newGroup();
    const uuid = await device(tag, group);
    await rollOut(`${path}/first`, { uuids: [uuid], groups: [group] });
    await denyDevice(app.operator, { uuid });
    expect((await ask('get', `${path}/first`)).body).toMatchObject({
      uuids: [],
      'effective-uuids': [],
      'effective-count': 0,
    });
    expect(await why(uuid)).toMatchObject({ reason: 'denied', update: null });
    await undenyDevice(app.operator, uuid);
    await report(uuid, tag);
    expect(await updateOf(uuid)).toBeNull();
    expect(await why(uuid)).toMatchObject({ reason: 'no_rollout', rollouts: [] });
    expect(await why(uuid, `?tag=${tag}`)).toMatchObject({ reason: 'not_selected' });
    await relabel(uuid, { group });
    expect(await updateOf(uuid)).toBe(id);
  });
});

describe('DELETE', () => {
  test('…/devices closes a rollout and takes the update from its devices, and then it can be deleted', async () => {
    const { tag, path } = await newUpdate();
    const group = newGroup();
    const [one, two, late] = [await device(tag, group), await device(tag), await device(tag)];
    await rollOut(`${path}/first`, { uuids: [two], groups: [group] });
    await rollOut(`${path}/second`, { uuids: [two] });
    const inUse = await ask('delete', `${path}/first`);
    expect([inUse.status, inUse.body.code]).toEqual([409, 'rollout_in_use']);
    expect((await ask('delete', `${path}/first/devices`)).status).toBe(204);
    expect(await updateOf(one)).toBeNull();
    expect(await updateOf(two)).not.toBeNull();
    await relabel(late, { group });
    expect(await updateOf(late)).toBeNull();
    const states = (await ask('get', `${path}/first/devices`)).body as { state: string }[];
    expect(states.map(({ state }) => state).sort()).toEqual(['replaced', 'unassigned']);
    expect((await ask('delete', `${path}/first`)).status).toBe(204);
    expect((await ask('get', path)).body).toEqual(['second']);
    expect((await ask('get', `${path}/first`)).body.code).toBe('rollout_not_found');
  });
});

describe('GET /v1/devices/{uuid}/update/why', () => {
  test('names the tag, the group, and the rollouts that there are', async () => {
    const { tag, path } = await newUpdate();
    const group = newGroup();
    const [silent, other, outside] = [
      await device('', group),
      await device('other', group),
      await device(tag),
    ];
    const query = `?tag=${tag}`;
    expect(await why(silent, query)).toMatchObject({ reason: 'no_rollout', rollouts: [] });
    await rollOut(`${path}/first`, { groups: [group] });
    expect((await why(silent, query))['reason']).toBe('no_tag');
    expect((await why(other, query))['reason']).toBe('tag_differs');
    expect((await why(outside, query))['reason']).toBe('not_selected');
    await report(silent, tag);
    expect(await why(silent, query)).toMatchObject({
      reason: 'assigned',
      group,
      tag,
      update: { tag },
      rollouts: [{ rollout: 'first', 'created-by': expect.stringMatching(/^user/) }],
    });
  });
});
