import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEngine } from './engine.ts';
import { listEngines } from './list-engines.ts';

const own = { name: 'mill-1', host: 'mill-1' };

test.each([
  ['unix:/run/docker.sock', 'mill-1', 'mill-1:0'],
  ['unix:///run/docker.sock', 'mill-1', 'mill-1:0'],
  ['db=unix:/run/db.sock', 'db', 'db:0'],
  ['tcp://10.0.0.5', '10.0.0.5:2375', '10.0.0.5:2375'],
  ['db=tcp://10.0.0.5:4243/', 'db', '10.0.0.5:4243'],
  ['tcp://[fd00::5]:2375', '[fd00::5]:2375', '[fd00::5]:2375'],
  ['https://engine.example', 'engine.example:2376', 'engine.example:2376'],
])('%s is called %s, and %s by calls', (text, name, address) => {
  const engine = parseEngine(text, own);
  expect([engine.name, `${engine.host}:${engine.port}`]).toEqual([name, address]);
});

test.each([
  '',
  'docker.sock',
  'unix:docker.sock',
  `unix:/${'x'.repeat(107)}`,
  'tcp://10.0.0.5:0',
  'tcp://10.0.0.5:99999',
  'tcp://user@10.0.0.5',
  'tcp://10.0.0.5/path',
  'http://10.0.0.5',
  'ssh://10.0.0.5',
  'a b=unix:/run/docker.sock',
])('%s is no engine', (text) => {
  expect(() => parseEngine(text, own)).toThrow('is no engine');
});

test('where nobody says otherwise there is the engine of this host', () => {
  const { driver, engines } = listEngines({ engines: [], file: null, host: null });
  expect(driver).toBe('local');
  expect(engines).toMatchObject([
    { name: hostname(), way: { kind: 'socket', path: '/var/run/docker.sock' } },
  ]);
});

test('the engine of a device is known by the UUID of the device, and called by its host', () => {
  const host = '0f3d6a5e-5d0a-4a3e-9a66-6f2f4a6a3f10';
  const { engines } = listEngines({ engines: [], file: null, host });
  expect(engines).toMatchObject([{ name: hostname(), host, port: '0' }]);
});

test('two engines that calls could not tell apart are refused', () => {
  expect(() =>
    listEngines({ engines: ['unix:/a.sock', 'unix:/b.sock'], file: null, host: null }),
  ).toThrow('two engines have the address');
});

describe('a file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moorgate-engines-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const read = async (content: unknown) => {
    const path = join(folder, 'config.json');
    await writeFile(path, JSON.stringify(content));
    return listEngines({ engines: [], file: path, host: null });
  };

  test('of old beacons is read, and what it can say besides', async () => {
    const { driver, engines } = await read([
      { Host: '10.0.0.5', Port: '2375' },
      { Host: '10.0.0.6', Port: 4243, Name: 'six' },
      { Host: 'unix:/run/docker.sock', Name: 'here' },
    ]);
    expect(driver).toBe('config');
    expect(engines.map(({ name, host, port }) => [name, host, port])).toEqual([
      ['10.0.0.5:2375', '10.0.0.5', '2375'],
      ['six', '10.0.0.6', '4243'],
      ['here', 'here', '0'],
    ]);
  });

  test('that is none says where', async () => {
    await expect(read([{ Host: 'a', Port: 'http' }])).rejects.toThrow('/0/Port');
    await expect(read([{ Host: 'unix:docker.sock' }])).rejects.toThrow('is no engine');
  });
});
