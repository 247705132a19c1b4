import { authorizationsPath, base, useBroker } from './test-support/broker.ts';

const broker = useBroker();
const { send, add } = broker;
const versions = ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7'];

const show = async (accept: string, path = `${base}/user`) => {
  const { basic } = await broker.makeUser();
  return send('get', path, basic).set('Accept', accept);
};

describe('versions', () => {
  test.each(versions)('%s is answered as asked', async (version) => {
    const answer = await show(`application/json; version=${version}`);
    expect([answer.status, answer.body.version]).toEqual([200, version]);
    expect(answer.text).toContain(`"api_version":${version},`);
    const isNewest = version === '1.7';
    expect('index' in answer.body.messages[0]).toBe(isNewest);
  });

  test.each(versions)('%s names those that it knows', async (version) => {
    const { text } = await show(`application/json;version=${version}`);
    const known = version === '1.6' ? versions.slice(0, -1) : versions;
    expect(text).toContain(`"supported_api_versions":[${known.join(',')}]`);
  });

  test('the first one that is named counts, in Accept before Content-Type; without one the newest', async () => {
    const { basic } = await broker.makeUser();
    const versionOf = async (headers: Record<string, string>): Promise<string> =>
      (await send('get', `${base}/user`, basic).set(headers)).body.version as string;
    expect(await versionOf({ Accept: 'application/xml;q=0.1, application/json;version=1.2' })).toBe(
      '1.2',
    );
    expect(await versionOf({ 'Content-Type': 'application/json; version=1.5' })).toBe('1.5');
    expect(await versionOf({ Accept: '*/*;version=1.1', 'Content-Type': 'a/b;version=1.5' })).toBe(
      '1.1',
    );
    expect(await versionOf({})).toBe('1.7');
    expect(await versionOf({ 'User-Agent': 'rhc/1.38.7 (ruby 2.0)' })).toBe('1.3');
  });

  test.each(['1.8', '2', 'x', ''])(
    '%j is refused, before anybody is asked for a password',
    async (version) => {
      const answer = await send('get', `${base}/user`, '').set(
        'Accept',
        `application/json;version=${version}`,
      );
      expect(answer.status).toBe(406);
      expect(answer.body).toMatchObject({ status: 'not_acceptable', version: '1.7' });
      expect(answer.body.messages).toMatchObject([
        {
          exit_code: null,
          text: `Requested API version ${version} is not supported. Supported versions are ${versions.join(',')}`,
        },
      ]);
    },
  );

  test('an authorization is shown in each of them', async () => {
    const { basic } = await broker.makeUser();
    const { id } = await add(basic);
    for (const version of versions) {
      const answer = await send('get', `${base}/user/authorization/${id}`, basic).set(
        'Accept',
        `application/json; version=${version}`,
      );
      expect([answer.status, answer.body.data.id]).toEqual([200, id]);
    }
  });
});

describe('formats', () => {
  test.each([
    ['application/json', 'json'],
    ['*/*', 'json'],
    ['application/xml', 'xml'],
    ['text/xml', 'xml'],
    ['application/xml, application/json;q=0.5', 'xml'],
    ['application/xml;q=0.5, application/json', 'json'],
    ['text/html, application/xml;q=0.9, */*;q=0.8', 'xml'],
  ])('%s is answered as %s', async (accept, format) => {
    const answer = await show(accept);
    expect(answer.headers['content-type']).toBe(`application/${format}; charset=utf-8`);
  });

  test('an ending of the path comes first', async () => {
    expect((await show('application/json', `${base}/user.xml`)).text).toMatch(/^<\?xml/);
    expect((await show('application/xml', `${base}/user.json`)).body.type).toBe('user');
    expect((await show('text/html', `${base}/user.json`)).status).toBe(200);
  });

  test('another one is refused', async () => {
    const answer = await show('text/html');
    expect([answer.status, answer.body.status]).toEqual([406, 'not_acceptable']);
  });

  test('XML says what is nothing, what is empty, and escapes the rest', async () => {
    const { basic } = await broker.makeUser();
    const none = await send('get', `${authorizationsPath}.xml`, basic);
    expect(none.text).toContain('<type>authorizations</type><data/>');
    const { id } = await add(basic, { note: '<&>"\u0001' });
    const shown = await send('get', `${base}/user/authorization/${id}.xml`, basic);
    expect(shown.text).toContain('<note>&lt;&amp;&gt;&quot;\ufffd</note>');
    expect(shown.text).toContain('<UPDATE><rel>Update authorization</rel><method>PUT</method>');
    expect(shown.text).toContain(
      '<required-params><required-param><name>note</name><type>string</type>',
    );
    const gone = await send('delete', `${base}/user/authorization/${id}.xml`, basic);
    expect(gone.text).toContain('<type nil="true"/><data nil="true"/>');
  });
});

describe('links', () => {
  test.each([
    ['a bare parameter', 'application/json; nolinks', ''],
    ['a parameter', 'application/json; nolinks=true', ''],
    ['the query', '*/*', '?nolinks=true'],
  ])('are left out by %s', async (_title, accept, query) => {
    const { basic } = await broker.makeUser();
    const { links } = await add(basic);
    expect(Object.keys(links!).sort()).toEqual(['DELETE', 'GET', 'UPDATE']);
    const list = await send('get', authorizationsPath + query, basic).set('Accept', accept);
    expect(list.body.data[0]).not.toHaveProperty('links');
  });

  test('are there for nolinks=false, and another value is refused before the version is', async () => {
    const { basic } = await broker.makeUser();
    await add(basic);
    const list = await send('get', `${authorizationsPath}?nolinks=false`, basic);
    expect(list.body.data[0]).toHaveProperty('links');
    const wrong = await send('get', `${authorizationsPath}?nolinks=maybe`, '').set(
      'Accept',
      'application/json;version=9',
    );
    expect(wrong.status).toBe(422);
    expect(wrong.body.messages).toMatchObject([
      {
        exit_code: 167,
        field: 'nolinks',
        text: "Invalid value 'maybe'. Valid options: [true, false]",
      },
    ]);
  });
});

describe('what there is', () => {
  test('is told to everybody, with what clients read out of it', async () => {
    const answer = await send('get', `${base}/api`, '').set(
      'Accept',
      'application/json;version=1.2',
    );
    expect([answer.status, answer.body.type, answer.body.messages]).toEqual([200, 'links', []]);
    expect(answer.headers['x-openshift-identity']).toBeUndefined();
    const { data } = answer.body as {
      data: Record<string, { href: string; optional_params: object[] }>;
    };
    expect(Object.keys(data).sort()).toEqual([
      'ADD_AUTHORIZATION',
      'API',
      'GET_USER',
      'LIST_AUTHORIZATIONS',
      'LIST_DOMAINS',
      'SHOW_AUTHORIZATION',
    ]);
    expect(data['SHOW_AUTHORIZATION']!.href).toMatch(/\/broker\/rest\/user\/authorization\/:id$/);
    const [scope, note, expiresIn, reuse] = data['ADD_AUTHORIZATION']!.optional_params as {
      name: string;
      type: string;
      description: string;
      valid_options: unknown[];
      default_value: unknown;
    }[];
    expect(scope).toMatchObject({ name: 'scope', type: 'string', default_value: 'userinfo' });
    expect(scope!.valid_options).toContain('session');
    const lines = scope!.description.split('\n');
    const help = lines.flatMap((line, at) =>
      line.startsWith('*  ') ? [[line.slice(3), lines[at + 1]]] : [],
    );
    expect(help[0]).toEqual(['session', expect.stringContaining('all API actions')]);
    expect(note).toMatchObject({ name: 'note', default_value: null });
    expect(expiresIn).toMatchObject({ name: 'expires_in', type: 'integer', default_value: -1 });
    expect(reuse).toMatchObject({
      type: 'boolean',
      valid_options: [true, false],
      default_value: false,
    });
  });

  test('has no authorizations before version 1.2', async () => {
    const answer = await send('get', `${base}/api`, '').set(
      'Accept',
      'application/json;version=1.1',
    );
    expect(answer.body.data).not.toHaveProperty('ADD_AUTHORIZATION');
  });

  test('is not found elsewhere, and other methods are refused, in envelopes', async () => {
    const { basic } = await broker.makeUser();
    const missing = await send('get', `${base}/cartridges`, basic);
    expect([missing.status, missing.body.status]).toEqual([404, 'not_found']);
    const wrong = await send('put', authorizationsPath, basic);
    expect([wrong.status, wrong.body.status]).toEqual([405, 'method_not_allowed']);
  });

  test('a user is shown with nothing of what does not exist here', async () => {
    const { basic, username } = await broker.makeUser();
    const answer = await send('get', `${base}/user?nolinks=true`, basic);
    expect(answer.body).toMatchObject({
      type: 'user',
      data: { login: username, consumed_gears: 0 },
    });
    const domains = await send('get', `${base}/domains`, basic);
    expect(domains.body).toMatchObject({ type: 'domains', data: [] });
  });
});
