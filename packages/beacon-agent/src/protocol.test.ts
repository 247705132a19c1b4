import { openTestBeacon, testToken, type TestBeacon } from './test-support/open-test-beacon.ts';
import { type ScriptedEngine, startScriptedEngine } from './test-support/scripted-engine.ts';
import { until } from './test-support/until.ts';

let here: ScriptedEngine;
let there: ScriptedEngine;
let beacon: TestBeacon;
beforeAll(async () => {
  here = await startScriptedEngine({ name: 'here' });
  there = await startScriptedEngine({ name: 'db-1', way: 'clear', apiVersion: '1.24' });
  beacon = await openTestBeacon({ engines: [here.engine, there.engine], driver: 'config' });
});
afterAll(() => Promise.all([beacon.stop(), here.close(), there.close()]));

describe('the token', () => {
  const withToken = (token: string | null, path = '/vms') =>
    fetch(new URL(path, beacon.url), { headers: token === null ? {} : { token } });

  test.each([
    ['none', null],
    ['another one', 'another-one-of-the-same'],
    ['a part of it', testToken.slice(0, -1)],
    ['more than it', `${testToken}x`],
  ])('%s is 401 with nothing in it, whatever is asked', async (_what, token) => {
    for (const path of ['/vms', '/which', '/d/here:0/v1.41/info', '/d/nobody:1/x', '/elsewhere']) {
      const answer = await withToken(token, path);
      expect([answer.status, await answer.text()]).toEqual([401, '']);
    }
    expect(here.requests).toHaveLength(0);
  });

  test('is never logged, and requests without it are', async () => {
    await withToken('a-wrong-token-of-somebody');
    expect(beacon.log()).toContain('requests without the token');
    expect(beacon.log()).not.toContain('a-wrong-token-of-somebody');
    expect(beacon.log()).not.toContain(testToken);
  });
});

test('the engines are listed with their versions, an engine at a socket under the name of its host', async () => {
  const { status, text, headers } = await beacon.ask('GET', '/vms');
  expect([status, headers['content-type']]).toEqual([200, 'application/json']);
  expect(JSON.parse(text)).toEqual([
    { name: 'here', address: 'here', port: '0', version: 'v1.41', canAccessDocker: true },
    {
      name: 'db-1',
      address: '127.0.0.1',
      port: there.engine.port,
      version: 'v1.24',
      canAccessDocker: true,
    },
  ]);
});

test('what found them has a name', async () => {
  expect(await beacon.ask('GET', '/which')).toMatchObject({ status: 200, text: '"config"' });
});

test('there is nothing else, and nothing is changed by other methods', async () => {
  expect(await beacon.ask('GET', '/')).toMatchObject({ status: 404 });
  expect(await beacon.ask('GET', '/d/')).toMatchObject({ status: 404 });
  const { status, headers } = await beacon.ask('POST', '/vms');
  expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
});

test.each([
  '/d/127.0.0.1:1/info',
  '/d/169.254.169.254/latest/meta-data',
  '/d/here/info',
  '/d/%/info',
  '/d/here:0@127.0.0.1:1/info',
])('%s is no engine of the list, and nobody is called', async (path) => {
  const { status, text } = await beacon.ask('GET', path);
  expect([status, text]).toEqual([500, 'this docker host is none of this beacon\n']);
});

describe('an engine that does not answer', () => {
  let silent: ScriptedEngine;
  let one: TestBeacon;
  beforeEach(async () => {
    silent = await startScriptedEngine({ name: 'silent' });
    one = await openTestBeacon({ engines: [silent.engine, here.engine] });
  });
  afterEach(() => Promise.all([one.stop(), silent.close()]));
  const states = async (): Promise<unknown[][]> =>
    (JSON.parse((await one.ask('GET', '/vms')).text) as Record<string, unknown>[]).map(
      ({ name, version, canAccessDocker }) => [name, version, canAccessDocker],
    );

  test('is listed as one that cannot be accessed, beside those that can', async () => {
    silent.setPinged(false);
    expect(await states()).toEqual([
      ['silent', 'v1', false],
      ['here', 'v1.41', true],
    ]);
  });

  test('keeps the version that it had, since with another one it would be another host', async () => {
    expect(await states()).toContainEqual(['silent', 'v1.41', true]);
    silent.setPinged(false);
    await until('it is found out', async () => {
      const [first] = await states();
      return first?.[2] === false;
    });
    expect(await states()).toContainEqual(['silent', 'v1.41', false]);
    silent.setPinged(true);
    await until('it is found out', async () => {
      const [first] = await states();
      return first?.[2] === true;
    });
  });
});
