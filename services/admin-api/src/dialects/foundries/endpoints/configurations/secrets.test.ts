/** Secrets for many devices, which stay so whichever dialect changes their layer afterwards. */
import { createHash } from 'node:crypto';
import { deliverConfiguration } from '@moorgate/configurations';
import { openDatabase } from '@moorgate/db';
import { tarArchive } from '@moorgate/testing';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { startTestApp, type TestApp, testFactory } from '../../../../test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['devices:read-update', 'updates:read-update']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

type Method = 'get' | 'post' | 'put';
const call = (method: Method, path: string): supertest.Test =>
  supertest(app.server)[method](path).set('OSF-TOKEN', token);

const clear = 's3cr3t';
const secret = { Value: clear };
const open = { Value: 'hi', Unencrypted: true };

/** What a device of the group is given of the file. */
const givenTo = async (group: string): Promise<string | undefined> => {
  const uuid = await insertDevice(app.db, { labels: { group } });
  const db = openDatabase({ url: app.gatewayDatabaseUrl, applicationName: 'test' });
  const row = app.db.selectFrom('devices').select('generation').where('uuid', '=', uuid);
  const device = { uuid, ...(await row.executeTakeFirstOrThrow()) };
  const given = await deliverConfiguration({ db, clock: app.clock }, device);
  await db.destroy();
  return given?.files.get('shared')?.value;
};

/** Somebody sets the secret for a group, or for the factory, in this dialect. */
const setSecret = async (layer: string): Promise<void> => {
  const files = [{ name: 'shared', value: clear, unencrypted: false }];
  const place = layer === 'factory' ? '' : `${layer.replace('group/', 'device-groups/')}/`;
  const path = `/ota/factories/${testFactory}/${place}config/`;
  expect((await call('post', path).send({ reason: '', files })).status).toBe(201);
};

const archiveOf = (layer: string, files: unknown): Buffer => {
  const content = JSON.stringify(files);
  const name = createHash('sha256').update(content).digest('hex');
  return tarArchive([
    { name: `${layer}/`, type: '5' },
    { name: `${layer}/.journal`, content: `${name}:65c00000\n` },
    { name, prefix: layer, content },
  ]);
};

/** The ways in which the native dialect puts a set of files into a layer. */
const ways = {
  'a PUT': async (layer: string, files: unknown): Promise<void> => {
    await call('put', `/v1/configs/${layer}`).send({ Files: files }).expect(204);
  },
  'an upload of all layers': async (layer: string, files: unknown): Promise<void> => {
    const sent = call('put', '/v1/configs').set('Content-Type', 'application/x-tar');
    await sent.send(archiveOf(layer, files)).expect(200);
  },
};

describe.each(Object.entries(ways))('after %s', (way, put) => {
  const group = way.replaceAll(/[^a-z]/gi, '');
  const inForce = async (layer: string): Promise<unknown> => {
    const { body } = await call('get', `/v1/configs/${layer}`);
    return (body as { Revision: number }).Revision;
  };

  test.each([
    ['factory', `of-factory-${group}`],
    [`group/${group}`, group],
  ])(
    'a secret of %s that came back as it was is encrypted on its way as before',
    async (layer, groupOfDevice) => {
      await setSecret(layer);
      await put(layer, { shared: secret, other: open });
      const given = await givenTo(groupOfDevice);
      expect(given).toBeDefined();
      expect(given).not.toContain(clear);
    },
  );

  test('one that came back with another value is encrypted, too', async () => {
    const layer = `group/${group}`;
    await setSecret(layer);
    await put(layer, { shared: { Value: 'another s3cr3t' } });
    expect(Buffer.from((await givenTo(group))!, 'base64')).toHaveLength(65 + 16 + 14 + 32);
  });

  test('the same files as before are no change', async () => {
    const layer = `group/${group}`;
    await setSecret(layer);
    const before = await inForce(layer);
    await put(layer, { shared: secret });
    expect(await inForce(layer)).toBe(before);
  });

  test('it is given in clear where whoever wrote it says that it is none', async () => {
    const layer = `group/${group}`;
    await setSecret(layer);
    await put(layer, { shared: { Value: 'public', Unencrypted: true } });
    expect(await givenTo(group)).toBe('public');
  });
});

test('after a revert to what was there before, a secret stays one', async () => {
  const revert = async (revision: number): Promise<void> => {
    const path = '/v1/configs/group/reverted/revert';
    await call('post', path).send({ Revision: revision }).expect(204);
  };
  await ways['a PUT']('group/reverted', { shared: secret });
  await setSecret('group/reverted');
  await ways['a PUT']('group/reverted', { shared: secret, other: open });
  for (const revision of [2, 1]) {
    await revert(revision);
    expect(await givenTo('reverted')).not.toContain(clear);
  }
});
