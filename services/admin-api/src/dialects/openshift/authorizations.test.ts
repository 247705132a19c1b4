import { authorizationsPath, base, useBroker } from './test-support/broker.ts';

const broker = useBroker();
const { send, add } = broker;
const day = 86_400;

const member = (id: string): string => `${base}/user/authorization/${id}`;
const textOf = (body: unknown): string =>
  (body as { messages: { text: string }[] }).messages.map(({ text }) => text).join('\n');

describe('adding', () => {
  test.each(['session', 'userinfo', 'read'])(
    'makes one of the scope %s for a minute',
    async (scope) => {
      const { basic } = await broker.makeUser();
      const answer = await send('post', authorizationsPath, basic).send({ scope, expires_in: 60 });
      expect([answer.status, textOf(answer.body)]).toEqual([201, 'Create authorization']);
      expect(answer.body.data).toMatchObject({
        scopes: scope,
        expires_in: 60,
        expires_in_seconds: 60,
      });
      expect(answer.headers['cache-control']).toBe('no-store');
    },
  );

  test.each([
    ['nothing', {}, 'userinfo', 30 * day],
    ['600 seconds', { expires_in: 600 }, 'userinfo', 600],
    ['600 seconds as text', { expires_in: '600' }, 'userinfo', 600],
    ['ten years', { expires_in: 315_360_000 }, 'userinfo', 180 * day],
    ['-1', { expires_in: -1 }, 'userinfo', 30 * day],
    ['zero', { expires_in: 0 }, 'userinfo', 30 * day],
    ['no number', { expires_in: 'abc' }, 'userinfo', 30 * day],
    ['a fraction', { expires_in: 1.5 }, 'userinfo', 30 * day],
    ['a session', { scope: 'session' }, 'session', day],
    ['ten years of session', { scope: 'session', expires_in: 315_360_000 }, 'session', 7 * day],
    ['the shortest of several', { scope: 'read session' }, 'read session', day],
    ['a scope twice', { scope: 'session session' }, 'session', day],
    ['commas and capitals', { scopes: 'READ, userinfo' }, 'read userinfo', 30 * day],
    ['an empty scope', { scope: '' }, 'userinfo', 30 * day],
    [
      'domains',
      { scope: `domain/${'a'.repeat(24)}/edit` },
      `domain/${'a'.repeat(24)}/edit`,
      30 * day,
    ],
  ])('takes %s', async (_title, fields, scopes, expiresIn) => {
    const { basic } = await broker.makeUser();
    expect(await add(basic, fields)).toMatchObject({ scopes, expires_in: expiresIn });
  });

  test.each([
    ['session2'],
    ['sso'],
    ['oauthaccesstoken'],
    ['domain/1/view'],
    [`domain/${'a'.repeat(24)}/builder`],
    ['read nonsense'],
    [{}],
  ])('refuses the scope %j, naming those that there are', async (scope) => {
    const { basic } = await broker.makeUser();
    const answer = await send('post', authorizationsPath, basic).send({ scope });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ status: 'unprocessable_entity', type: null, data: null });
    expect(answer.body.messages).toEqual([
      {
        severity: 'error',
        exit_code: 1,
        field: 'scopes',
        index: null,
        text: 'One or more of the scopes you provided are not allowed. Valid scopes are session, read, userinfo, domain/:id/view, domain/:id/edit, domain/:id/admin, application/:id/view, application/:id/edit, and application/:id/admin.',
      },
    ]);
  });

  test('keeps a note of 4,096 characters, and refuses a longer one', async () => {
    const { basic } = await broker.makeUser();
    const note = 'n'.repeat(4_096);
    expect((await add(basic, { note })).note).toBe(note);
    const answer = await send('post', authorizationsPath, basic).send({ note: `${note}n` });
    expect([answer.status, answer.body.messages[0].field]).toEqual([422, 'note']);
  });

  test.each([
    ['a form', 'application/x-www-form-urlencoded', 'scope=read&note=a%20b'],
    ['JSON', 'application/json', '{"scope":"read","note":"a b"}'],
    [
      'XML',
      'application/xml',
      '<authorization><scope>read</scope><note>a b</note></authorization>',
    ],
  ])('reads %s', async (_title, type, text) => {
    const { basic } = await broker.makeUser();
    const answer = await send('post', authorizationsPath, basic).type(type).send(text);
    expect(answer.body.data).toMatchObject({ scopes: 'read', note: 'a b' });
  });

  test('reads the query, and the body before it', async () => {
    const { basic } = await broker.makeUser();
    const path = `${authorizationsPath}?scope=read&note=query`;
    expect((await send('post', path, basic)).body.data).toMatchObject({
      scopes: 'read',
      note: 'query',
    });
    const both = await send('post', path, basic).send({ note: 'body' });
    expect(both.body.data).toMatchObject({ scopes: 'read', note: 'body' });
  });

  test.each([
    ['application/json', '{'],
    ['application/xml', '<a>'],
  ])('refuses a body that is no %s', async (type, text) => {
    const { basic } = await broker.makeUser();
    const answer = await send('post', authorizationsPath, basic).type(type).send(text);
    expect([answer.status, answer.body.messages[0].severity]).toEqual([400, 'error']);
  });

  test('refuses text that is no UTF-8 with the status for that', async () => {
    const { basic } = await broker.makeUser();
    const answer = await send('post', `${authorizationsPath}?note=%ff`, basic);
    expect([answer.status, answer.body.messages[0].exit_code]).toEqual([400, null]);
  });
});

describe('reuse', () => {
  test('hands out the same one again, with its token, its note and its expiry', async () => {
    const { basic } = await broker.makeUser();
    const first = await add(basic, { scope: 'session', note: 'RHC/1.38.7 (from here on linux)' });
    broker.app().clock.advance(3_600_000);
    const answer = await send('post', authorizationsPath, basic).send({
      scope: 'session',
      reuse: true,
    });
    expect([answer.status, textOf(answer.body)]).toEqual([200, 'Reused existing']);
    expect(answer.body.data).toEqual({ ...first, expires_in_seconds: day - 3_600 });
  });

  test.each([
    ['another scope', { scope: 'read', reuse: true }],
    ['another note', { scope: 'session', note: 'other', reuse: true }],
    ['the text false, as curl sends it', { scope: 'session', reuse: 'false' }],
    ['an empty text', { scope: 'session', reuse: '' }],
    ['null', { scope: 'session', reuse: null }],
  ])('makes a new one for %s', async (_title, fields) => {
    const { basic } = await broker.makeUser();
    const first = await add(basic, { scope: 'session', note: 'note' });
    expect((await add(basic, fields)).id).not.toBe(first.id);
  });

  test.each([true, 'true', 'TRUE'])('is asked for by %j', async (reuse) => {
    const { basic } = await broker.makeUser();
    const first = await add(basic, { note: 'note' });
    expect((await add(basic, { note: 'note', reuse })).id).toBe(first.id);
  });

  test('makes a new one when the time that is left is little', async () => {
    const { basic } = await broker.makeUser();
    const first = await add(basic, { expires_in: 1_000 });
    broker.app().clock.advance(700_000);
    expect((await add(basic, { expires_in: 1_000, reuse: true })).id).toBe(first.id);
    broker.app().clock.advance(51_000);
    expect((await add(basic, { expires_in: 1_000, reuse: true })).id).not.toBe(first.id);
  });

  test('refuses a value that is neither true nor false', async () => {
    const { basic } = await broker.makeUser();
    const answer = await send('post', authorizationsPath, basic).send({ reuse: 'maybe' });
    expect(answer.status).toBe(422);
    expect(answer.body.messages).toMatchObject([
      {
        exit_code: 167,
        field: 'reuse',
        text: "Invalid value 'maybe'. Valid options: [true, false]",
      },
    ]);
  });

  test('never hands out one that was revoked', async () => {
    const { basic } = await broker.makeUser();
    const first = await add(basic);
    await send('delete', member(first.id), basic);
    expect((await add(basic, { reuse: true })).id).not.toBe(first.id);
  });
});

describe('showing', () => {
  test('finds one by its id and by its token, under both paths', async () => {
    const { basic, username } = await broker.makeUser();
    const added = await add(basic, { note: 'mine' });
    for (const path of [
      member(added.id),
      member(added.token),
      `${authorizationsPath}/${added.id}`,
      `${authorizationsPath}/${added.token}`,
      `${member(added.id)}.json`,
      `${member(added.id)}/`,
    ]) {
      const answer = await send('get', path, basic);
      expect([answer.status, textOf(answer.body)]).toEqual([200, 'Display authorization']);
      expect(answer.body.data).toEqual(added);
    }
    expect(added).toMatchObject({ identity: username, note: 'mine' });
    expect(added.links?.['GET']?.href).toBe(
      `http://${new URL(broker.app().origin).host}${member(added.id)}`,
    );
  });

  test('shows one that has expired, with nothing left, which no list has', async () => {
    const { basic } = await broker.makeUser();
    const added = await add(basic, { expires_in: 1 });
    broker.app().clock.advance(2_000);
    const shown = await send('get', member(added.id), basic);
    expect(shown.body.data).toMatchObject({ id: added.id, expires_in: 1, expires_in_seconds: 0 });
    const list = await send('get', authorizationsPath, basic);
    expect(list.body).toMatchObject({ type: 'authorizations', data: [] });
  });

  test.each([
    ['an id of nobody', 'a'.repeat(24)],
    ['a text that is no id', 'nonsense'],
    ['a token of nobody', '0'.repeat(64)],
  ])('knows none by %s', async (_title, id) => {
    const { basic } = await broker.makeUser();
    for (const method of ['get', 'put'] as const) {
      const answer = await send(method, member(id), basic);
      expect(answer.status).toBe(404);
      expect(answer.body.messages).toMatchObject([
        { exit_code: 129, field: null, text: 'The requested authorization was not found.' },
      ]);
    }
  });

  test('knows none of somebody else, nor one under an id of another second', async () => {
    const { basic } = await broker.makeUser();
    const added = await add(basic);
    const other = await broker.makeUser();
    expect((await send('get', member(added.id), other.basic)).status).toBe(404);
    expect((await send('get', member(added.token), other.basic)).status).toBe(404);
    expect((await send('get', member(`00000000${added.id.slice(8)}`), basic)).status).toBe(404);
  });

  test('lists the newest first', async () => {
    const { basic } = await broker.makeUser();
    const first = await add(basic, { note: 'first' });
    broker.app().clock.advance(1_000);
    const second = await add(basic, { note: 'second' });
    const list = await send('get', authorizationsPath, basic);
    expect(textOf(list.body)).toBe('List authorizations');
    const { data } = list.body as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual([second.id, first.id]);
  });
});

describe('changing', () => {
  test.each(['put', 'patch'] as const)(
    'gives it another note by %s, and nothing else',
    async (method) => {
      const { basic } = await broker.makeUser();
      const added = await add(basic, { note: 'one' });
      const fields = { note: 'two', scope: 'session', expires_in: 1 };
      const answer = await send(method, member(added.id), basic).send(fields);
      expect([answer.status, textOf(answer.body)]).toEqual([200, 'Change authorization']);
      expect(answer.body.data).toEqual({ ...added, note: 'two' });
      const unchanged = await send(method, member(added.token), basic).send({});
      expect(unchanged.body.data.note).toBe('two');
    },
  );
});

describe('revoking', () => {
  test('ends one, by its id or by its token; it is found no more', async () => {
    const { basic } = await broker.makeUser();
    for (const by of ['id', 'token'] as const) {
      const added = await add(basic, { scope: 'session' });
      const answer = await send('delete', member(added[by]), basic);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ type: null, data: null, status: 'ok' });
      expect(textOf(answer.body)).toBe(`Authorization ${added[by]} is revoked.`);
      expect((await send('get', member(added.id), basic)).status).toBe(404);
      expect((await send('get', `${base}/user`, `Bearer ${added.token}`)).status).toBe(401);
    }
  });

  test('says the same of one that there is none of, and ends none of somebody else', async () => {
    const { basic } = await broker.makeUser();
    const other = await broker.makeUser();
    const theirs = await add(other.basic, { scope: 'session' });
    for (const id of ['a'.repeat(24), 'nonsense', theirs.id, theirs.token]) {
      const answer = await send('delete', member(id), basic);
      expect([answer.status, textOf(answer.body)]).toEqual([
        200,
        `Authorization ${id} is revoked.`,
      ]);
    }
    expect((await send('get', `${base}/user`, `Bearer ${theirs.token}`)).status).toBe(200);
  });

  test('says nothing up to version 1.4', async () => {
    const { basic } = await broker.makeUser();
    const { id } = await add(basic);
    for (const path of [member(id), authorizationsPath]) {
      const answer = await send('delete', path, basic).set(
        'Accept',
        'application/json;version=1.4',
      );
      expect([answer.status, answer.text]).toEqual([204, '']);
    }
  });

  test('ends all that have a scope, none for one that there is not, and at last all, expired ones too', async () => {
    const { basic } = await broker.makeUser();
    const session = await add(basic, { scope: 'session read' });
    const userinfo = await add(basic, { scope: 'userinfo' });
    const expired = await add(basic, { scope: 'userinfo', expires_in: 1 });
    broker.app().clock.advance(2_000);
    const shown = async (): Promise<number[]> =>
      Promise.all(
        [session, userinfo, expired].map(
          async ({ id }) => (await send('get', member(id), basic)).status,
        ),
      );
    const bogus = await send('delete', `${authorizationsPath}?scope=bogus`, basic);
    expect(textOf(bogus.body)).toMatch(
      /^All authorizations for [0-9a-f]{24} with scope bogus are revoked\.$/,
    );
    expect(await shown()).toEqual([200, 200, 200]);
    await send('delete', `${authorizationsPath}?scope=userinfo`, basic);
    expect(await shown()).toEqual([200, 404, 404]);
    const all = await send('delete', authorizationsPath, basic);
    expect(textOf(all.body)).toMatch(/^All authorizations for [0-9a-f]{24} are revoked\.$/);
    expect(await shown()).toEqual([404, 404, 404]);
  });

  test('ends the one that asks, too, which is refused from then on', async () => {
    const { basic } = await broker.makeUser();
    const { token } = await add(basic, { scope: 'session' });
    const bearer = `Bearer ${token}`;
    expect((await send('delete', authorizationsPath, bearer)).status).toBe(200);
    const after = await send('get', `${base}/user`, bearer);
    expect(after.status).toBe(401);
    expect(after.headers['www-authenticate']).toContain('The access token expired');
  });

  test('is seen, and done, by the native API', async () => {
    const { basic, username } = await broker.makeUser();
    const { token } = await add(basic, { scope: 'session', note: 'from rhc' });
    const reader = `Bearer ${await broker.app().tokenWith(['tokens:read', 'tokens:delete'])}`;
    const list = await send('get', `/v1/tokens?user=${username}&dialect=openshift`, reader);
    expect(list.body).toMatchObject([{ dialect: 'openshift', note: 'from rhc', state: 'active' }]);
    expect(list.text).not.toContain(token);
    const id = (list.body as { id: string }[])[0]!.id;
    expect((await send('delete', `/v1/tokens/${id}`, reader)).status).toBe(204);
    expect((await send('get', `${base}/user`, `Bearer ${token}`)).status).toBe(401);
  });
});
