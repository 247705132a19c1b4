import { createHash, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { tarArchive, type TarEntry } from '@moorgate/testing';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['devices:read-update', 'updates:read-update']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const plain = (value: string) => ({ Value: value, Unencrypted: true });

/** A layer as older servers keep it: contents by their hashes, and a journal whose last line counts. */
const layer = (folder: string, files: unknown, reason = 'moved: here'): TarEntry[] => {
  const content = JSON.stringify(files);
  const name = createHash('sha256').update(content).digest('hex');
  const old = 'f'.repeat(64);
  const journal = `${old}:65a00000:old\n${old}:65b00000:admin:why\n${name}:65c00000:admin:${reason}\n`;
  return [
    { name: `${folder}/`, type: '5' },
    { name: `${folder}/.journal`, content: journal },
    // The path of a content is longer than a name may be.
    { name, prefix: folder, content },
  ];
};

const upload = async (body: Buffer, headers: Readonly<Record<string, string>> = {}) => {
  const answer = await supertest(app.server)
    .put('/v1/configs')
    .set('OSF-TOKEN', token)
    .set({ 'Content-Type': 'application/x-tar', ...headers })
    .send(body);
  return [
    answer.status,
    answer.status === 200 ? answer.text : (answer.body as { code: string }).code,
  ];
};

const state = async (): Promise<unknown> => {
  const columns = ['factory', 'group_name', 'device_uuid', 'files', 'revision', 'reason'] as const;
  const rows = app.db.selectFrom('configurations').select(columns).where('is_current', '=', true);
  return rows.orderBy('factory').orderBy('group_name').orderBy('device_uuid').execute();
};

const done = [200, 'Configs uploaded successfully'];

test('replaces all layers, packed or not, and empties those that it does not have', async () => {
  const [uuid, other] = [await insertDevice(app.db), await insertDevice(app.db)];
  const first = [
    ...layer('factory', { f: plain('1') }),
    ...layer('group/north', { g: plain('1') }),
    ...layer(`device/${other}`, { d: plain('1') }),
  ];
  expect(await upload(tarArchive(first))).toEqual(done);
  const second = [
    ...layer('factory', { f: plain('1') }),
    ...layer(`device/${uuid.toUpperCase()}`, { d: { Value: 'sealed', OnChanged: ['/x'] } }),
  ];
  expect(await upload(gzipSync(tarArchive(second)), { 'Content-Encoding': 'gzip' })).toEqual(done);
  const show = async (path: string): Promise<unknown> => {
    const { body } = await supertest(app.server).get(`/v1/configs/${path}`).set('OSF-TOKEN', token);
    const { Files, Revision, Reason } = body as Record<string, unknown>;
    return [Revision, Reason, Files];
  };
  expect(await show('factory')).toEqual([1, 'moved: here', { f: plain('1') }]);
  expect(await show('group/north')).toEqual([2, 'not in the upload', {}]);
  expect(await show(`device/${other}`)).toEqual([2, 'not in the upload', {}]);
  expect(await show(`device/${uuid}`)).toEqual([
    1,
    'moved: here',
    { d: { Value: 'sealed', OnChanged: ['/x'] } },
  ]);
});

describe('an archive that is refused leaves all as it was', () => {
  const good = layer('factory', { f: plain('other') });
  const unknown = randomUUID();
  const cases: readonly (readonly [string, Buffer, string])[] = [
    ['no archive', Buffer.from('garbage'), 'archive_malformed'],
    ['nothing', Buffer.alloc(0), 'archive_malformed'],
    ['no layer', tarArchive([]), 'configuration_archive_invalid'],
    ['a part of one', tarArchive(good).subarray(0, 1_700), 'archive_malformed'],
    [
      'a part of one that is packed',
      gzipSync(tarArchive(good)).subarray(0, 100),
      'archive_malformed',
    ],
    [
      'a link',
      tarArchive([...good, { name: 'group/x', type: '2', linkName: '/' }]),
      'archive_entry_forbidden',
    ],
    ['a path that goes up', tarArchive([...good, { name: '../x' }]), 'archive_entry_forbidden'],
    [
      'another folder',
      tarArchive([...good, { name: 'certs/root.key' }]),
      'configuration_archive_invalid',
    ],
    [
      'a folder too deep',
      tarArchive([...good, { name: 'group/a/b/.journal' }]),
      'configuration_archive_invalid',
    ],
    [
      'no journal',
      tarArchive([...good, { name: 'group/a/x', content: '{}' }]),
      'configuration_archive_invalid',
    ],
    [
      'a journal of nothing',
      tarArchive([...good, { name: 'group/a/.journal', content: 'gone:1:a:b\n' }]),
      'configuration_archive_invalid',
    ],
    [
      'no JSON',
      tarArchive([
        ...good,
        { name: 'group/a/.journal', content: 'x:1\n' },
        { name: 'group/a/x', content: '{' },
      ]),
      'configuration_archive_invalid',
    ],
    ['a list', tarArchive([...good, ...layer('group/a', [])]), 'configuration_archive_invalid'],
    [
      'a file that is none',
      tarArchive([...good, ...layer('group/a', { x: 1 })]),
      'configuration_archive_invalid',
    ],
    [
      'a file that goes up',
      tarArchive([...good, ...layer('group/a', { '../x': plain('') })]),
      'configuration_archive_invalid',
    ],
    [
      'settings of the agent for the factory',
      tarArchive(layer('factory', { 'z-50-fioctl.toml': plain('') })),
      'configuration_archive_invalid',
    ],
    [
      'a wrong group',
      tarArchive([...good, ...layer('group/a b', {})]),
      'configuration_archive_invalid',
    ],
    [
      'a wrong UUID',
      tarArchive([...good, ...layer('device/x', {})]),
      'configuration_archive_invalid',
    ],
    [
      'a device that there is not',
      tarArchive([...good, ...layer(`device/${unknown}`, {})]),
      'configuration_archive_invalid',
    ],
  ];
  test.each(cases)('%s', async (_what, body, code) => {
    const before = await state();
    expect(await upload(body)).toEqual([400, code]);
    expect(await state()).toEqual(before);
  });

  test('a body that breaks off', async () => {
    const before = await state();
    const body = tarArchive(good);
    const headers = { 'OSF-TOKEN': token, 'Content-Length': String(body.length) };
    const outgoing = request(`${app.origin}/v1/configs`, { method: 'PUT', headers });
    outgoing.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      outgoing.write(body.subarray(0, 1_000), () => resolve());
    });
    outgoing.destroy();
    expect(await upload(Buffer.from('garbage'))).toEqual([400, 'archive_malformed']);
    expect(await state()).toEqual(before);
  });
});
