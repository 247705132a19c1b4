/** Beacons: connecting, reading and sharing them. */
import { allScopes } from '@moorgate/auth';
import { boot2docker, startTestBeacon, type TestBeacon } from '@moorgate/testing';
import { beaconToken, type Client, useLighthouse } from './test-support/use-lighthouse.ts';

const { app, addPerson, beacon, clientWith, name, root } = useLighthouse();

let lastPath = 0;
/** An address of the beacon that is not connected yet. */
const freshAddress = (): string => `${beacon().address}/b${(lastPath += 1)}`;

const connect = async (client: Client): Promise<string> => {
  const Address = freshAddress();
  const body = { Address, Token: beaconToken, Alias: name() };
  await client('POST', '/beacons/create', body).expect(200);
  return Address;
};

const parameters = {
  Cause: 'beacons',
  Message: 'beacons: not enough or invalid parameters given',
};
const notPermitted = {
  Cause: 'beacons',
  Message: 'beacons: user not permitted to access token',
};

const countBeacons = async (): Promise<number> =>
  (await app().db.selectFrom('beacons').select('id').execute()).length;

/** Everything that belongs to beacons, as it stands in the store. */
const dump = async (): Promise<string> => {
  const { db } = app();
  const tables = await Promise.all([
    db.selectFrom('beacons').selectAll().execute(),
    db.selectFrom('beacon_aliases').selectAll().execute(),
    db.selectFrom('beacon_permissions').selectAll().execute(),
    db.selectFrom('beacon_instances').selectAll().execute(),
  ]);
  return JSON.stringify(tables);
};

describe('connecting a beacon', () => {
  let client: Client;
  beforeAll(async () => {
    client = await addPerson(name(), 0);
  });
  afterEach(() => {
    beacon().answerWith(null);
    beacon().report([boot2docker]);
  });

  test('makes whoever asks its owner, with what the beacon reports', async () => {
    const Address = freshAddress();
    const Alias = name();
    await client('POST', '/beacons/create', { Address, Token: beaconToken, Alias }).expect(200);
    expect((await client('GET', '/beacons/list')).body).toContainEqual({ Alias, Address });
    expect((await client('GET', `/beacons/list/${Address}`)).body).toEqual([
      {
        Alias: `${Alias}.boot2docker`,
        InstanceAddress: '127.0.0.1:5001/v1.12',
        Name: 'boot2docker',
        CanAccessDocker: true,
        BeaconAddress: Address,
      },
    ]);
  });

  test('passes for one that reaches nothing, and goes by its address without an alias', async () => {
    beacon().report([]);
    const Address = freshAddress();
    await client('POST', '/beacons/create', { Address, Token: beaconToken }).expect(200);
    expect((await client('GET', '/beacons/list')).body).toContainEqual({ Alias: Address, Address });
    expect((await client('GET', `/beacons/list/${Address}`)).text).toBe('[]');
  });

  test.each([
    ['a list', '[]'],
    ['no JSON', '{'],
    ['an empty address', { Address: '', Token: '', Alias: 'x' }],
    ['no address', { Token: '', Alias: 'x' }],
    ['an empty alias', { Address: 'host', Token: '', Alias: '' }],
    ['an address that is none', { Address: 'http://user@host/?x', Token: '', Alias: 'x' }],
    ['a token with a line break', { Address: 'host', Token: 'a\r\nb', Alias: 'x' }],
    ['an alias with a slash', { Address: 'host', Token: '', Alias: 'a/b' }],
  ])('is refused for %s', async (_what, body) => {
    const before = beacon().requests.length;
    const answer = await client('POST', '/beacons/create', body);
    expect([answer.status, answer.body]).toEqual([400, parameters]);
    expect(beacon().requests).toHaveLength(before);
  });

  test('leaves nothing when the beacon refuses the token, and says nothing of its answer', async () => {
    const before = await dump();
    const body = { Address: freshAddress(), Token: 'wrong', Alias: name() };
    const refused = await client('POST', '/beacons/create', body);
    expect([refused.status, refused.body]).toEqual([
      500,
      { Cause: 'beacons', Message: 'GET /vms: 401 Unauthorized' },
    ]);
    beacon().answerWith((_request, response) => response.writeHead(500).end('an inner secret'));
    const failed = await client('POST', '/beacons/create', { ...body, Token: beaconToken });
    expect(failed.status).toBe(500);
    expect(failed.text).not.toContain('inner');
    expect(await dump()).toBe(before);
  });

  test('of an address that is connected already gives nobody a right to it', async () => {
    const Address = await connect(await addPerson(name(), 0));
    for (const address of [Address, `http://${Address}/`]) {
      const body = { Address: address, Token: beaconToken, Alias: name() };
      const answer = await client('POST', '/beacons/create', body);
      expect([answer.status, answer.body]).toEqual([
        400,
        { Cause: 'beacons', Message: 'beacons: tried to add an beacon which already exists' },
      ]);
    }
    expect((await client('GET', `/beacons/list/${Address}`)).text).toBe('[]');
  });

  test('does not take a name that is taken', async () => {
    const Alias = name();
    const body = { Address: freshAddress(), Token: beaconToken, Alias };
    await client('POST', '/beacons/create', body).expect(200);
    const again = await client('POST', '/beacons/create', { ...body, Address: freshAddress() });
    expect([again.status, again.body]).toEqual([
      400,
      { Cause: 'beacons', Message: 'databases: key already exists' },
    ]);
  });

  test('is for programs, too', async () => {
    const operator = await app().tokenWith(allScopes);
    const native = clientWith({ Authorization: `Bearer ${operator}` }, '/v1/service-accounts');
    const rights = { name: name(), scopes: ['beacons:create', 'beacons:use'] };
    await native('POST', '').send(rights).expect(201);
    const { body: issued } = await native('POST', `/${rights.name}/tokens`)
      .send(rights)
      .expect(201);
    const token = String(issued.token);
    const script = clientWith({ Authorization: `Bearer ${token}` });
    const Address = await connect(script);
    expect((await script('GET', '/beacons/list')).body).toMatchObject([{ Address }]);
  });

  test('twice at once connects it once', async () => {
    const Address = freshAddress();
    const before = await countBeacons();
    const answers = await Promise.all(
      [0, 1, 2, 3].map(() =>
        client('POST', '/beacons/create', { Address, Token: beaconToken, Alias: name() }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
    expect(await countBeacons()).toBe(before + 1);
  });

  test.each(['169.254.169.254', '169.254.169.254/latest/meta-data', '[fe80::1]:80', '0.0.0.0:22'])(
    'at %s is forbidden, and nothing is sent',
    async (Address) => {
      const before = await countBeacons();
      const answer = await client('POST', '/beacons/create', { Address, Token: '', Alias: name() });
      expect([answer.status, answer.headers['x-error-code']]).toEqual([
        403,
        'beacon_address_forbidden',
      ]);
      expect(await countBeacons()).toBe(before);
    },
  );
});

describe('the token of a beacon', () => {
  let owner: Client;
  let address: string;
  beforeAll(async () => {
    owner = await addPerson(name(), 1);
    address = await connect(owner);
  });
  afterEach(() => beacon().answerWith(null));

  test('is changed by the address or the alias, and sent from then on', async () => {
    await owner('PUT', `/beacons/token/${address}`, '"new token"').expect(200);
    await owner('PUT', `/beacons/refresh/${encodeURIComponent(address)}`).expect(500);
    expect(beacon().requests.at(-1)?.headers['token']).toBe('new token');
    const alias = name();
    await owner('PUT', `/aliases/${alias}`, JSON.stringify(address)).expect(200);
    await owner('PUT', `/beacons/token/${alias}`, JSON.stringify(beaconToken)).expect(200);
    await owner('PUT', `/beacons/refresh/${alias}`).expect(200);
  });

  test.each([
    ['without a path', '', '"t"', 400, parameters],
    ['that is no text', null, '[1]', 400, parameters],
    ['that is no JSON', null, 'token', 400, parameters],
    [
      'of an unknown beacon',
      'unknown',
      '"t"',
      400,
      { Cause: 'beacons', Message: 'databases: no rows updated' },
    ],
  ])('%s is refused', async (_what, path, body, status, expected) => {
    const answer = await owner('PUT', `/beacons/token/${path ?? address}`, body);
    expect([answer.status, answer.body]).toEqual([status, expected]);
  });

  test('is not changed by whoever may only use the beacon, nor by anybody else', async () => {
    const user = name();
    const client = await addPerson(user, 0);
    for (const permit of [false, true]) {
      if (permit) await owner('PUT', `/beacons/user/${address}/${user}`).expect(200);
      const answer = await client('PUT', `/beacons/token/${address}`, '"mine"');
      expect([answer.status, answer.body]).toEqual([403, notPermitted]);
    }
  });

  test('stands sealed in the store, and is in no answer', async () => {
    const secret = 'a-token-that-is-easily-found';
    await owner('PUT', `/beacons/token/${address}`, JSON.stringify(secret)).expect(200);
    expect(await dump()).not.toContain(secret);
    const rows = await app().db.selectFrom('beacons').select('sealed_token').execute();
    expect(rows.some(({ sealed_token }) => sealed_token.includes(secret))).toBe(false);
    const answers = await Promise.all([
      owner('GET', '/beacons/list'),
      owner('GET', `/beacons/list/${address}`),
    ]);
    for (const { text } of answers) expect(text).not.toContain(secret);
    const records = await app().db.selectFrom('audit_records').selectAll().execute();
    expect(JSON.stringify(records)).not.toContain(secret);
  });
});

describe('the list of instances', () => {
  test('is empty for whoever may not use the beacon, as for no beacon', async () => {
    const address = await connect(await addPerson(name(), 0));
    const stranger = await addPerson(name(), 0);
    for (const path of [address, 'unknown.example'])
      expect((await stranger('GET', `/beacons/list/${path}`)).text).toBe('[]');
  });

  test('keeps instances that have vanished, and shows new ones after a refresh', async () => {
    const owner = await addPerson(name(), 0);
    const address = await connect(owner);
    beacon().report([{ ...boot2docker, name: 'other', port: '5009' }]);
    const names = async (query = ''): Promise<string[]> => {
      const { body } = await owner('GET', `/beacons/list/${address}${query}`);
      return (body as readonly { readonly Name: string }[]).map((one) => one.Name);
    };
    expect(await names()).toEqual(['boot2docker']);
    expect(await names('?refresh=true')).toEqual(['boot2docker', 'other']);
    beacon().report([]);
    await owner('PUT', `/beacons/refresh/${address}`).expect(200);
    expect(await names()).toEqual(['boot2docker', 'other']);
    beacon().report([boot2docker]);
  });

  test('comes even where the beacon does not answer', async () => {
    const own: TestBeacon = await startTestBeacon({ token: beaconToken, vms: [boot2docker] });
    const owner = await addPerson(name(), 0);
    const body = { Address: own.address, Token: beaconToken, Alias: name() };
    await owner('POST', '/beacons/create', body).expect(200);
    await own.close();
    const { body: list } = await owner('GET', `/beacons/list/${own.address}?refresh=true`);
    expect(list).toHaveLength(1);
    const refresh = await owner('PUT', `/beacons/refresh/${own.address}`);
    expect([refresh.status, refresh.body.Message]).toEqual([
      500,
      'GET /vms: the connection was refused',
    ]);
  });

  test('is refreshed by nobody who may only use the beacon, and by nobody where there is none', async () => {
    const owner = await addPerson(name(), 2);
    const address = await connect(owner);
    const user = name();
    const client = await addPerson(user, 0);
    await owner('PUT', `/beacons/user/${address}/${user}`).expect(200);
    const before = beacon().requests.length;
    await client('PUT', `/beacons/refresh/${address}`).expect(403);
    await client('GET', `/beacons/list/${address}?refresh=true`).expect(200);
    expect(beacon().requests).toHaveLength(before);
    const unknown = await owner('PUT', '/beacons/refresh/unknown');
    expect([unknown.status, unknown.body.Message]).toEqual([400, 'databases: given key not found']);
  });

  test('is told in the form of the first version, too', async () => {
    const owner = await addPerson(name(), 0);
    await connect(owner);
    expect((await owner('GET', '/provider/vms')).body).toEqual([boot2docker]);
    expect((await owner('GET', '/users/permissions/vms')).body).toEqual({
      '127.0.0.1:5001/v1.12': true,
    });
  });
});

describe('who may use a beacon', () => {
  /** An owner above two others, with a beacon. */
  const addThree = async () => {
    const [first, second, third] = [name(), name(), name()];
    const owner = await addPerson(first, 2);
    const address = await connect(owner);
    const give = (username: string, level: number, by: Client = owner) =>
      by('PUT', `/users/${username}`, { Beacons: { [address]: level } });
    const levelOf = async (username: string): Promise<unknown> =>
      (await root()('GET', `/users/${username}`)).body.Permissions.Beacons[address];
    return {
      ...{ first, second, third, owner, address, give, levelOf },
      asSecond: await addPerson(second, 1),
      asThird: await addPerson(third, 0),
    };
  };

  test('is given a level, and it is taken again', async () => {
    const { second, give, levelOf, asSecond, address } = await addThree();
    for (const level of [0, 1, 2]) {
      await give(second, level).expect(200);
      expect(await levelOf(second)).toBe(level);
    }
    expect((await asSecond('GET', '/beacons/list')).body).toHaveLength(1);
    await give(second, -1).expect(200);
    expect(await levelOf(second)).toBeUndefined();
    expect((await asSecond('GET', `/beacons/list/${address}`)).text).toBe('[]');
  });

  test('is not decided by somebody of level 0 on it, and by nobody above their own level', async () => {
    const { second, third, give, asSecond } = await addThree();
    await give(second, 0).expect(200);
    await give(third, 0, asSecond).expect(403);
    await give(second, 1).expect(200);
    await give(third, 1, asSecond).expect(200);
    await give(third, 2, asSecond).expect(403);
    await give(third, 3, asSecond).expect(403);
  });

  test('changes for an owner by another owner alone', async () => {
    const { second, third, give, asSecond, address, levelOf } = await addThree();
    await give(second, 1).expect(200);
    await give(third, 2).expect(200);
    for (const level of [-1, 0, 1]) await give(third, level, asSecond).expect(403);
    await asSecond('DELETE', `/beacons/user/${address}/${third}`).expect(403);
    await asSecond('PUT', `/beacons/user/${address}/${third}`).expect(403);
    expect(await levelOf(third)).toBe(2);
    await give(second, 2).expect(200);
    await give(third, -1, asSecond).expect(200);
  });

  test('may give up what they have, but the last owner stays unless that is forced', async () => {
    const { first, second, give, owner, asSecond, levelOf, address } = await addThree();
    await give(second, 1).expect(200);
    await give(second, -1, asSecond).expect(200);
    const last = await give(first, -1);
    expect([last.status, last.headers['x-error-code']]).toEqual([409, 'beacon_owner_last']);
    const change = { Beacons: { [address]: -1 } };
    await owner('PUT', `/users/${first}?force=true`, change).expect(200);
    expect(await levelOf(first)).toBeUndefined();
  });

  test('is let in and out by name, with the path of the first vintage', async () => {
    const { second, owner, address, levelOf } = await addThree();
    await owner('PUT', `/beacons/user/${address}/${second}`).expect(200);
    expect(await levelOf(second)).toBe(0);
    await owner('DELETE', `/beacons/user/${address}/${second}`).expect(200);
    expect(await levelOf(second)).toBeUndefined();
    await owner('PUT', `/beacons/user/${second}`).expect(400);
    const nobody = await owner('PUT', `/beacons/user/${address}/nobody-at-all`);
    expect([nobody.status, nobody.text]).toEqual([400, 'databases: given key not found']);
  });

  test('is not told by a stranger to the beacon', async () => {
    const { third, address, asSecond } = await addThree();
    const answer = await asSecond('PUT', `/beacons/user/${address}/${third}`);
    expect([answer.status, answer.body]).toEqual([403, notPermitted]);
  });
});
