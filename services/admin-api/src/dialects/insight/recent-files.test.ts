import { setConfiguration } from '@moorgate/configurations';
import { newRepository } from '@moorgate/testing';
import { insertDevice } from '../../test-support/insert-device.ts';
import { insertSignedUpdate } from '../../test-support/insert-update.ts';
import { reportTest } from '../../test-support/report-test.ts';
import { testFactory } from '../../test-support/test-app.ts';
import { type LoggedIn, useInsight } from './test-support/insight.ts';

const { app, send, logIn, makeToken } = useInsight();

interface File {
  readonly id: string;
  readonly name: string;
  readonly timeStamp: number;
  readonly revision: string;
  readonly path: string;
}

const recentFiles = async (user: LoggedIn, path = '/api/getUserRecentFiles'): Promise<File[]> => {
  const answer = await send('get', path, { 'X-Auth-Token': await makeToken(user) });
  return answer.body as File[];
};

const configure = async (layer: Parameters<typeof setConfiguration>[1]['layer'], file: string) => {
  const files = { [file]: { value: 'x', isUnencrypted: true, onChanged: [] } };
  await setConfiguration(app().operator, { layer, files, reason: '' });
};

test('configurations that one opens are there, under both paths, the newest first', async () => {
  const uuid = await insertDevice(app().db);
  await configure({ factory: testFactory }, 'z-50-fio.toml');
  await configure({ deviceUuid: uuid }, 'wireguard');
  const user = await logIn();
  const Cookie = user.cookie;
  await send('get', '/v1/configs/factory', { Cookie });
  app().clock.advance(5_000);
  await send('get', `/v1/configs/device/${uuid}`, { Cookie });
  for (const path of ['/api/getUserRecentFiles', '/api/user/recentFiles'])
    expect(await recentFiles(user, path)).toEqual([
      {
        id: `configurations/device/${uuid}`,
        name: uuid,
        timeStamp: 1_772_366_405_000,
        revision: '1',
        path: 'wireguard',
      },
      {
        id: `configurations/factory/${testFactory}`,
        name: testFactory,
        timeStamp: 1_772_366_400_000,
        revision: '1',
        path: 'z-50-fio.toml',
      },
    ]);
  expect(await recentFiles(await logIn())).toEqual([]);
});

test('artifacts of tests and metadata of updates are there, too', async () => {
  await app().makeTufKeys();
  const { update } = await insertSignedUpdate(app());
  const uuid = await insertDevice(app().db);
  const id = await reportTest(app(), uuid, { artifacts: { 'console.log': Buffer.from('x') } });
  const user = await logIn();
  await send('get', `/v1/updates/main/${update}/tuf`, { Cookie: user.cookie });
  app().clock.advance(1_000);
  const artifact = `/v1/devices/${uuid.toUpperCase()}/tests/${id}/console.log`;
  await send('get', artifact, { Cookie: user.cookie });
  const files = await recentFiles(user);
  expect(files.slice(0, 2)).toMatchObject([
    { id: `devices/${uuid}/tests/${id}`, name: id, revision: id, path: 'console.log' },
    { id: `updates/main/${update}`, name: update, revision: update, path: 'root.json' },
  ]);
  expect(files).toHaveLength(5);
});

test('files of repositories are there, with the commit and the path, once a browser has shown them', async () => {
  const token = await app().tokenWith(['source:create']);
  const folder = await newRepository();
  const revision = await folder.commit('docker-compose.yml', 'services: {}');
  const source = `/factories/${testFactory}/containers.git`;
  await folder.must(
    'push',
    '-q',
    `${app().origin.replace('//', `//x:${token}@`)}${source}`,
    'main',
  );
  await folder.remove();
  const user = await logIn();
  for (const path of ['', '/tree/', '/log/', '/refs/'])
    await send('get', `${source}${path}`, { Cookie: user.cookie });
  expect(await recentFiles(user)).toEqual([]);
  await send('get', `${source}/tree/docker-compose.yml`, { Cookie: user.cookie });
  expect(await recentFiles(user)).toEqual([
    {
      id: `source/${testFactory}/containers`,
      name: 'containers',
      timeStamp: 1_772_366_400_000,
      revision,
      path: 'docker-compose.yml',
    },
  ]);
});

test('what one may not open is not there, nor what does not exist', async () => {
  const user = await logIn();
  await send('get', `/v1/configs/device/${'0'.repeat(8)}-0000-4000-8000-000000000000`, {
    Cookie: user.cookie,
  });
  expect(await recentFiles(user)).toEqual([]);
});

test('a denial takes the files of its device away', async () => {
  const uuid = await insertDevice(app().db);
  await configure({ deviceUuid: uuid }, 'wireguard');
  const user = await logIn();
  await send('get', `/v1/configs/device/${uuid}`, { Cookie: user.cookie });
  expect(await recentFiles(user)).toHaveLength(1);
  const Authorization = `Bearer ${await app().tokenWith(['devices:delete'])}`;
  expect((await send('delete', `/v1/devices/${uuid}`, { Authorization })).status).toBe(204);
  expect(await recentFiles(user)).toEqual([]);
});
