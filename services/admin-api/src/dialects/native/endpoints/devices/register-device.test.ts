import { createHash, generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto';
import { createRekeyPermit, denyDevice, getDevice, listDeviceKeys } from '@moorgate/devices';
import { issueTokenFor, subjectOfCertificate } from '@moorgate/auth';
import { findDeviceByUuid, listAuditRecords } from '@moorgate/db';
import { systemClock } from '@moorgate/observability';
import { createKeyPair, createSigningRequest, createTestPki, toPem } from '@moorgate/testing';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';
import type {
  RegistrationBody,
  RequestOptions,
} from '../../../../test-support/test-registration.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  await app.registration.trust(app.operator);
  token = await app.tokenWith(['devices:create']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const requestFor = (options?: RequestOptions): RegistrationBody =>
  app.registration.requestFor(options);
const register = (body: object, path = '/v1/devices', own = token): supertest.Test =>
  supertest(app.server).post(path).set('OSF-TOKEN', own).send(body);
const codeOf = (answer: supertest.Response): unknown => [answer.status, answer.body.code];

describe('what tools on devices do', () => {
  test.each([
    '/v1/devices',
    '/v1/devices/',
    '/devices',
    '/devices/',
    '/ota/devices',
    '/ota/devices/',
  ])('201: %s answers with three files, and nothing else', async (path) => {
    const { body } = await register(requestFor(), path).expect(201);
    expect(Object.keys(body)).toEqual(['root.crt', 'client.pem', 'sota.toml']);
    expect(body['root.crt']).toBe(app.registration.pki.root.certPem);
  });

  test('201: the token comes as OSF-TOKEN, as Bearer, and as Bearer in base64 once more', async () => {
    const sent = [
      ['OSF-TOKEN', token],
      ['Authorization', `Bearer ${token}`],
      ['Authorization', `bearer ${Buffer.from(token).toString('base64')}`],
    ] as const;
    for (const [header, value] of sent) {
      const post = supertest(app.server).post('/ota/devices/').set(header, value);
      await post.send(requestFor()).expect(201);
    }
  });

  test.each(['/v1/devices', '/v1/devices/', '/devices/', '/ota/devices/'])(
    'no probe of %s answers above 499, with a token or without',
    async (path) => {
      for (const method of ['head', 'get'] as const) {
        const bare = await supertest(app.server)[method](path);
        const held = await supertest(app.server)[method](path).set('OSF-TOKEN', token);
        expect(Math.max(bare.status, held.status)).toBeLessThan(499);
      }
    },
  );

  test('401 without a token and with a wrong one; 403 with one that lacks the scope', async () => {
    const bare = await supertest(app.server).post('/v1/devices').send(requestFor());
    expect(codeOf(bare)).toEqual([401, 'credentials_required']);
    const wrong = await register(requestFor(), '/v1/devices', 'tok');
    expect(codeOf(wrong)).toEqual([401, 'credentials_invalid']);
    const reader = await app.tokenWith(['devices:read']);
    const lacking = await register(requestFor(), '/v1/devices', reader);
    expect(codeOf(lacking)).toEqual([403, 'scope_missing']);
  });
});

describe('a registered device', () => {
  test('is an ordinary one with a live key, its labels, never seen, and an audit record', async () => {
    const keys = createKeyPair();
    await insertDevice(app.db, { labels: { group: 'east' } });
    const request = { ...requestFor({ keys }), name: 'dev-one', group: 'east' };
    const { headers } = await register(request).expect(201);
    const { uuid } = request;
    const device = await getDevice(app.operator, uuid);
    expect(device).toMatchObject({
      uuid,
      factory: 'acme',
      isProduction: false,
      labels: { name: 'dev-one', group: 'east' },
    });
    expect((await findDeviceByUuid(app.db, uuid))?.last_seen_at?.getTime()).toBe(0);
    const spki = keys.publicKey.export({ type: 'spki', format: 'der' });
    expect(await listDeviceKeys(app.operator, uuid)).toMatchObject([
      { spkiSha256: createHash('sha256').update(spki).digest('hex'), state: 'live' },
    ]);
    const filter = { requestId: headers['x-request-id'] as string, action: 'device.registered' };
    expect(await listAuditRecords(app.db, { filter, before: null, limit: 9 })).toHaveLength(1);
  });

  test('has the subject of its request, businessCategory included, and no extension that it asked for', async () => {
    const request = requestFor({ isProduction: true });
    const { body } = await register(request).expect(201);
    const leaf = new X509Certificate(body['client.pem'] as string);
    expect(leaf.subject.split('\n')).toContain('businessCategory=production');
    expect(leaf.checkIssued(new X509Certificate(app.registration.pki.deviceCa.certPem))).toBe(true);
    expect([leaf.ca, leaf.keyUsage]).toEqual([false, ['1.3.6.1.5.5.7.3.2']]);
    expect(await getDevice(app.operator, request.uuid)).toMatchObject({ isProduction: true });
  });

  test('has settings with its overrides, in one order, however they are sent', async () => {
    const overrides = {
      pacman: { type: '"ostree+compose_apps"', tags: '"main"', compose_apps_root: '' },
      import: { tls_pkey_path: '' },
      p11: { module: 'a"b' },
    };
    const reversed = Object.fromEntries(Object.entries(overrides).reverse());
    const directory = { 'sota-config-dir': '/tmp/s/' };
    const first = await register({ ...requestFor(), ...directory, overrides }).expect(201);
    const second = await register({ ...requestFor(), ...directory, overrides: reversed });
    expect(second.body['sota.toml']).toBe(first.body['sota.toml']);
    expect(first.body['sota.toml']).toBe(
      [
        '[tls]',
        'server = "https://gateway.example:8443"',
        'ca_source = "file"',
        'pkey_source = "file"',
        'cert_source = "file"',
        '',
        '[provision]',
        'server = "https://gateway.example:8443"',
        'primary_ecu_hardware_id = "intel-corei7-64"',
        '',
        '[uptane]',
        'repo_server = "https://gateway.example:8443/repo"',
        'key_source = "file"',
        '',
        '[pacman]',
        'type = "ostree+compose_apps"',
        'ostree_server = "https://gateway.example:8443/ostree"',
        'packages_file = "/usr/package.manifest"',
        'compose_apps_proxy = "https://gateway.example:8443/app-proxy-url"',
        '# compose_apps_root disabled',
        'tags = "main"',
        '',
        '[storage]',
        'type = "sqlite"',
        'path = "/tmp/s"',
        '',
        '[import]',
        'tls_cacert_path = "/tmp/s/root.crt"',
        '# tls_pkey_path disabled',
        'tls_clientcert_path = "/tmp/s/client.pem"',
        '',
        '[p11]',
        'module = "a\\"b"',
        '',
      ].join('\n'),
    );
  });
});

describe('faults', () => {
  const csrWith = (subjectOf: { uuid: string; factory?: string }): string => {
    const { factory = 'acme', uuid } = subjectOf;
    const subject = subjectOfCertificate(createTestPki({ factory }).issueDevice({ uuid }).der);
    return toPem('CERTIFICATE REQUEST', createSigningRequest({ subject, keys: createKeyPair() }));
  };
  const uuid = randomUUID();
  const good = (): RegistrationBody => requestFor({ uuid });

  test.each<[string, () => object, string]>([
    ['no UUID', () => ({ ...good(), uuid: undefined }), 'invalid_request'],
    ['an empty UUID', () => ({ ...good(), uuid: '' }), 'invalid_request'],
    ['a path as UUID', () => ({ ...good(), uuid: '../certs' }), 'invalid_request'],
    ['no request', () => ({ ...good(), csr: undefined }), 'invalid_request'],
    ['a text as request', () => ({ ...good(), csr: 'nonsense' }), 'signing_request_malformed'],
    [
      'another label',
      () => ({ ...good(), csr: good().csr.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE') }),
      'signing_request_malformed',
    ],
    [
      'a cut request',
      () => ({ ...good(), csr: toPem('CERTIFICATE REQUEST', Buffer.from('3003020100', 'hex')) }),
      'signing_request_malformed',
    ],
    [
      'another common name',
      () => ({ ...good(), csr: csrWith({ uuid: randomUUID() }) }),
      'signing_request_name_mismatch',
    ],
    [
      'another factory',
      () => ({ ...good(), csr: csrWith({ uuid, factory: 'other' }) }),
      'signing_request_factory_mismatch',
    ],
    ['a bad name', () => ({ ...good(), name: '-a b' }), 'invalid_request'],
    ['an unknown group', () => ({ ...good(), group: 'nowhere' }), 'device_group_unknown'],
    [
      'a line feed in a value',
      () => ({ ...good(), overrides: { a: { b: 'c\n[d]' } } }),
      'invalid_request',
    ],
    [
      'a section that is no key',
      () => ({ ...good(), overrides: { 'a]': { b: '' } } }),
      'invalid_request',
    ],
  ])('400 for %s', async (_what, body, code) => {
    expect(codeOf(await register(body()))).toEqual([400, code]);
  });

  test('400 for a signature of another key, and for a key that is too weak', async () => {
    const subject = subjectOfCertificate(app.registration.pki.issueDevice({ uuid }).der);
    const sent = (fields: Omit<Parameters<typeof createSigningRequest>[0], 'subject'>) =>
      register({
        ...good(),
        csr: toPem('CERTIFICATE REQUEST', createSigningRequest({ subject, ...fields })),
      });
    const forged = await sent({ keys: createKeyPair(), signedBy: createKeyPair().privateKey });
    expect(codeOf(forged)).toEqual([400, 'signing_request_unsigned']);
    const weak = await sent({ keys: generateKeyPairSync('rsa', { modulusLength: 1024 }) });
    expect(codeOf(weak)).toEqual([400, 'signing_request_key_forbidden']);
  });

  test('the words that tools print name both factories', async () => {
    const answer = await register({ ...good(), csr: csrWith({ uuid, factory: 'other' }) });
    expect(answer.body.detail).toBe('CSR OU [other] does not match CA OU [acme]');
  });

  test('409 for a UUID that is there, denied or not, and for a name that is', async () => {
    const first = { ...requestFor(), name: 'taken' };
    await register(first).expect(201);
    const again = await register({ ...requestFor({ uuid: first.uuid }), name: 'free' });
    expect(codeOf(again)).toEqual([409, 'device_exists']);
    const name = await register({ ...requestFor(), name: 'taken' });
    expect(codeOf(name)).toEqual([409, 'device_name_taken']);
    await denyDevice(app.operator, { uuid: first.uuid });
    const denied = await register({ ...requestFor({ uuid: first.uuid }), name: 'free' });
    expect(codeOf(denied)).toEqual([409, 'device_exists']);
    await register({ ...requestFor(), name: 'taken' }).expect(201);
  });

  test('of two that register one UUID at once, one does', async () => {
    const twice = randomUUID();
    const answers = await Promise.all(
      [1, 2].map(() => register(requestFor({ uuid: twice })).then(codeOf)),
    );
    expect(answers.sort()).toEqual([
      [201, undefined],
      [409, 'device_exists'],
    ]);
    expect(await listDeviceKeys(app.operator, twice)).toHaveLength(1);
  });
});

test('409 while the device CA is not in the list, and once it has expired', async () => {
  const own = await startTestApp();
  const send = async (): Promise<unknown> => {
    const held = await own.tokenWith(['devices:create']);
    const post = supertest(own.server).post('/v1/devices').set('OSF-TOKEN', held);
    return codeOf(await post.send(own.registration.requestFor()));
  };
  const refused = [409, 'device_ca_cannot_sign'];
  try {
    expect(await send()).toEqual(refused);
    await own.registration.trust(own.operator);
    expect(await send()).toEqual([201, undefined]);
    own.clock.set('2099-01-01T00:00:00.000Z');
    expect(await send()).toEqual(refused);
  } finally {
    await own.close();
  }
});

describe('a device that comes back', () => {
  test('201 after a full deletion with a new key; 403 with the buried one', async () => {
    const keys = createKeyPair();
    const { uuid } = requestFor();
    await register(requestFor({ uuid, keys })).expect(201);
    await denyDevice(app.operator, { uuid });
    const deleting = await app.tokenWith(['devices:delete']);
    const purge = supertest(app.server).delete(`/v1/denied-devices/${uuid}?purge=true`);
    await purge.set('OSF-TOKEN', deleting).expect(204);
    const buried = await register(requestFor({ uuid, keys }));
    expect(codeOf(buried)).toEqual([403, 'device_key_purged']);
    await register(requestFor({ uuid })).expect(201);
  });

  test('201 with a permit for the key, once, and it keeps its record', async () => {
    const request = { ...requestFor(), name: 'kept' };
    const { uuid } = request;
    await register(request).expect(201);
    // A permit ends by the clock of the store.
    const operator = { ...app.operator, clock: systemClock };
    await createRekeyPermit(operator, { uuid, isForAnyKey: true });
    const { body } = await register({ ...requestFor({ uuid }), name: 'other' }).expect(201);
    const spki = new X509Certificate(body['client.pem'] as string).publicKey.export({
      type: 'spki',
      format: 'der',
    });
    const hash = createHash('sha256').update(spki).digest('hex');
    const keys = await listDeviceKeys(app.operator, uuid);
    expect(keys.filter(({ state }) => state === 'live')).toMatchObject([{ spkiSha256: hash }]);
    expect(await getDevice(app.operator, uuid)).toMatchObject({ labels: { name: 'kept' } });
    expect(codeOf(await register(requestFor({ uuid })))).toEqual([409, 'device_exists']);
  });
});

describe('a token for some groups', () => {
  test('registers into them alone', async () => {
    await insertDevice(app.db, { labels: { group: 'near' } });
    await insertDevice(app.db, { labels: { group: 'far' } });
    const username = await app.addUser(['devices:create']);
    const limited = { username, name: 'near', scopes: ['devices:create'], groups: ['near'] };
    const own = (await issueTokenFor(app.operator, app.keys, limited)).token;
    await register({ ...requestFor(), group: 'near' }, '/v1/devices', own).expect(201);
    for (const elsewhere of [{ group: 'far' }, { group: 'nowhere' }, {}]) {
      const answer = await register({ ...requestFor(), ...elsewhere }, '/v1/devices', own);
      expect(codeOf(answer)).toEqual([403, 'scope_not_held']);
    }
  });
});
