import { createHash } from 'node:crypto';
import { deactivateUser, type Scope } from '@moorgate/auth';
import { listAuditRecords } from '@moorgate/db';
import { createApplicationCredentialFor, type IssuedApplicationCredential } from '@moorgate/oauth';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  type Configuration,
  discovery,
  None,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
} from 'openid-client';
import supertest from 'supertest';
import { type Browser, createBrowser, type Page } from '../../test-support/browser.ts';
import { formsOf, goOn, logInOn, send } from '../../test-support/page-form.ts';
import { startTestApp, type TestApp } from '../../test-support/test-app.ts';

let app: TestApp;
let owner: string;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.addUser(['devices:read-update', 'updates:read']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const callback = 'https://tool.example/callback';
const queried = `${callback}?tenant=1`;
const newBrowser = (): Browser => createBrowser({ hosts: {} });

const register = (
  client: { readonly isPublic?: boolean; readonly redirectUris?: readonly string[] } = {},
  scopes: readonly Scope[] = ['devices:read', 'updates:read'],
): Promise<IssuedApplicationCredential> =>
  createApplicationCredentialFor(app.operator, app.keys, {
    username: owner,
    name: 'Fleet <tool>',
    scopes,
    redirectUris: [callback],
    ...client,
  });

/** The client of a library that is not ours, which believes nothing but the metadata and its own checks. */
const discover = ({ id, secret }: IssuedApplicationCredential): Promise<Configuration> =>
  discovery(new URL(app.origin), id, {}, secret === null ? None() : ClientSecretBasic(secret), {
    algorithm: 'oauth2',
    execute: [allowInsecureRequests],
  });

interface Begun {
  readonly url: URL;
  readonly verifier: string;
  readonly state: string;
}

const begin = async (
  configuration: Configuration,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Begun> => {
  const verifier = randomPKCECodeVerifier();
  const state = randomState();
  const url = buildAuthorizationUrl(configuration, {
    redirect_uri: callback,
    scope: 'acme:devices:read updates:read',
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  });
  return { url, verifier, state };
};

/** From the address of the application to the page that asks, with a login in between. */
const reachConsent = async (browser: Browser, url: URL, username: string): Promise<Page> => {
  const from = 'https://tool.example/';
  const arrived = await browser.visit(url.href, { from });
  const asked = await goOn(browser, arrived);
  return asked.body.includes('<h1>Log in</h1>') ? logInOn(browser, asked, username) : asked;
};

const allow = async (browser: Browser, consent: Page): Promise<URL> => {
  const answered = await send(browser, consent, { decision: 'allow' }, 'https://tool.example/');
  return new URL(answered.url);
};

const exchange = (
  configuration: Configuration,
  { verifier, state }: Begun,
  answered: URL,
): ReturnType<typeof authorizationCodeGrant> =>
  authorizationCodeGrant(configuration, answered, {
    pkceCodeVerifier: verifier,
    expectedState: state,
  });

const self = (token: string): supertest.Test =>
  supertest(app.server).get('/v1/self').set('Authorization', `Bearer ${token}`);

const tokenRequest = (
  client: IssuedApplicationCredential,
  fields: Readonly<Record<string, string>>,
): supertest.Test =>
  supertest(app.server)
    .post('/oauth2/token')
    .type('form')
    .send({
      grant_type: 'authorization_code',
      client_id: client.id,
      ...(client.secret === null ? {} : { client_secret: client.secret }),
      ...fields,
    });

describe('a client of a library that is not ours', () => {
  test('discovers, sends a person here, and gets tokens that it can refresh', async () => {
    const configuration = await discover(await register());
    const username = await app.addUser(['devices:read', 'updates:read']);
    const begun = await begin(configuration);
    const browser = newBrowser();
    const consent = await reachConsent(browser, begun.url, username);
    expect(consent.body).toContain('Let Fleet &lt;tool&gt; act for you?');
    expect(consent.body).toContain('See devices, the denied list, keys and enrolments.');
    const answered = await allow(browser, consent);
    expect(answered.href).toMatch(/^https:\/\/tool\.example\/callback\?code=/);
    expect(answered.searchParams.get('iss')).toBe(app.origin);

    const tokens = await exchange(configuration, begun, answered);
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3_600 });
    expect(tokens.scope?.split(' ').sort()).toEqual(['devices:read', 'updates:read']);
    const { body } = await self(tokens.access_token).expect(200);
    expect(body.username).toBe(username);

    const refreshed = await refreshTokenGrant(configuration, tokens.refresh_token!);
    await self(refreshed.access_token).expect(200);
  });

  test('without a secret gets tokens by the proof of the code alone', async () => {
    const client = await register({ isPublic: true });
    const configuration = await discover(client);
    const begun = await begin(configuration);
    const browser = newBrowser();
    const consent = await reachConsent(browser, begun.url, await app.addUser(['devices:read']));
    expect(consent.body).toContain('Nothing proves which application this is');
    const tokens = await exchange(configuration, begun, await allow(browser, consent));
    await self(tokens.access_token).expect(200);
  });

  test('is told when the person does not allow it', async () => {
    const configuration = await discover(await register());
    const begun = await begin(configuration);
    const browser = newBrowser();
    const consent = await reachConsent(browser, begun.url, await app.addUser(['devices:read']));
    const answered = await send(browser, consent, { decision: 'deny' }, 'https://tool.example/');
    await expect(exchange(configuration, begun, new URL(answered.url))).rejects.toMatchObject({
      error: 'access_denied',
    });
  });
});

describe('what a person grants', () => {
  test('can be narrowed: what is not ticked is not given', async () => {
    const configuration = await discover(await register());
    const begun = await begin(configuration);
    const browser = newBrowser();
    const username = await app.addUser(['devices:read', 'updates:read']);
    const consent = await reachConsent(browser, begun.url, username);
    const [form] = formsOf(consent);
    expect(form!.fields.filter(([name]) => name === 'granted-scope')).toHaveLength(2);
    const answered = await send(
      browser,
      consent,
      { decision: 'allow', 'granted-scope': 'updates:read' },
      'https://tool.example/',
    );
    const tokens = await exchange(configuration, begun, new URL(answered.url));
    expect(tokens.scope).toBe('updates:read');
  });

  test('is never more than they have, and nothing at all is no grant', async () => {
    const configuration = await discover(await register());
    const begun = await begin(configuration);
    const browser = newBrowser();
    const consent = await reachConsent(browser, begun.url, await app.addUser(['updates:read']));
    expect(consent.body).toContain('does not get: devices:read');
    const none = await send(browser, consent, { decision: 'allow', 'granted-scope': null });
    expect([none.status, none.body.includes('Choose at least one')]).toEqual([400, true]);
    const forged = await send(browser, consent, {
      decision: 'allow',
      'granted-scope': 'devices:read',
    });
    expect(forged.status).toBe(403);
    const powerless = await reachConsent(newBrowser(), begun.url, await app.addUser());
    expect(powerless.body).toContain('can get nothing');
  });

  test('is asked for each time, and is on record', async () => {
    const configuration = await discover(await register());
    const browser = newBrowser();
    const username = await app.addUser(['devices:read']);
    for (let count = 0; count < 2; count += 1) {
      const begun = await begin(configuration);
      const consent = await reachConsent(browser, begun.url, username);
      expect(consent.body).toContain('act for you?');
      await allow(browser, consent);
    }
    const filter = { action: 'authorization.granted' };
    const [record] = await listAuditRecords(app.db, { filter, before: null, limit: 1 });
    expect(record).toMatchObject({ actor_name: username, after: { redirectUri: callback } });
  });

  test('ends with the account of whoever gave it', async () => {
    const configuration = await discover(await register());
    const begun = await begin(configuration);
    const browser = newBrowser();
    const username = await app.addUser(['devices:read']);
    const answered = await allow(browser, await reachConsent(browser, begun.url, username));
    await deactivateUser(app.operator, username);
    await expect(exchange(configuration, begun, answered)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });
});

describe('a code', () => {
  const granted = async () => {
    const client = await register();
    const configuration = await discover(client);
    const begun = await begin(configuration);
    const browser = newBrowser();
    const username = await app.addUser(['devices:read']);
    const answered = await allow(browser, await reachConsent(browser, begun.url, username));
    const code = answered.searchParams.get('code')!;
    return { client, code, code_verifier: begun.verifier };
  };
  const errorOf = ({ status, body }: supertest.Response): unknown => [status, body.error];

  test('that comes twice ends what it was exchanged for', async () => {
    const { client, ...fields } = await granted();
    const first = await tokenRequest(client, fields).expect(200);
    expect(errorOf(await tokenRequest(client, fields))).toEqual([400, 'invalid_grant']);
    await self(first.body.access_token as string).expect(401);
    const refresh = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token };
    expect(errorOf(await tokenRequest(client, refresh))).toEqual([400, 'invalid_grant']);
  });

  test('is exchanged once, however many ask at the same time', async () => {
    const { client, ...fields } = await granted();
    const answers = await Promise.all([1, 2, 3].map(() => tokenRequest(client, fields)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
  });

  test('is good for a minute', async () => {
    const { client, ...fields } = await granted();
    app.clock.advance(60_000);
    expect(errorOf(await tokenRequest(client, fields))).toEqual([400, 'invalid_grant']);
  });

  test('is worth nothing without its proof, for another client, or for another address', async () => {
    const { client, ...fields } = await granted();
    const other = await register();
    const wrong = { ...fields, code_verifier: randomPKCECodeVerifier() };
    const without = { code: fields.code };
    const elsewhere = { ...fields, redirect_uri: `${callback}/` };
    expect(errorOf(await tokenRequest(client, wrong))).toEqual([400, 'invalid_grant']);
    expect(errorOf(await tokenRequest(client, without))).toEqual([400, 'invalid_request']);
    expect(errorOf(await tokenRequest(client, elsewhere))).toEqual([400, 'invalid_grant']);
    expect(errorOf(await tokenRequest(other, fields))).toEqual([400, 'invalid_grant']);
    await tokenRequest(client, { ...fields, redirect_uri: callback }).expect(200);
  });
});

describe('the address to go back to', () => {
  const ask = (client: IssuedApplicationCredential, redirectUri: string | null): Promise<Page> => {
    const parameters = new URLSearchParams({
      response_type: 'code',
      client_id: client.id,
      state: 's',
      code_challenge: createHash('sha256').update('v').digest('base64url'),
      code_challenge_method: 'S256',
      ...(redirectUri === null ? {} : { redirect_uri: redirectUri }),
    });
    return newBrowser().visit(`${app.origin}/oauth2/authorize?${parameters.toString()}`);
  };

  test.each([
    'https://tool.example/callback',
    'https://tool.example/callback?tenant=1&x=2',
    'https://tool.example/callback?tenant=1#top',
    'https://TOOL.example/callback?tenant=1',
    'https://evil.example/callback?tenant=1',
    'http://tool.example/callback?tenant=1',
    'https://tool.example:8443/callback?tenant=1',
    '//tool.example/callback?tenant=1',
    '',
  ])('%j is not the registered one: nobody is sent anywhere', async (uri) => {
    const page = await ask(await register({ redirectUris: [queried] }), uri);
    expect([page.status, page.headers.get('location')]).toEqual([400, null]);
    expect(page.body).toContain('<code>redirect_uri_invalid</code>');
    expect(page.body).not.toContain('evil');
  });

  test.each([
    ['http://127.0.0.1/done', 'http://127.0.0.1:49152/done', true],
    ['http://127.0.0.1:1/done', 'http://127.0.0.1/done', true],
    ['http://[::1]/done', 'http://[::1]:49152/done', true],
    ['http://127.0.0.1/done', 'http://127.0.0.1:49152/other', false],
    ['http://127.0.0.1/done', 'http://127.0.0.1.evil.example/done', false],
    ['http://127.0.0.1/done', 'http://127.0.0.1:1@evil.example/done', false],
    ['http://127.0.0.1/done', 'http://[::1]:49152/done', false],
    ['http://localhost/done', 'http://localhost:49152/done', false],
  ])('where %s is registered, %s: %s', async (registered, uri, isTaken) => {
    const page = await ask(await register({ redirectUris: [registered] }), uri);
    expect(page.status).toBe(isTaken ? 200 : 400);
  });

  test('need not be named where there is one, and has to be where there are two', async () => {
    expect((await ask(await register(), null)).status).toBe(200);
    const two = await register({ redirectUris: [callback, 'http://127.0.0.1/done'] });
    expect((await ask(two, null)).status).toBe(400);
  });

  test('keeps the query that it was registered with', async () => {
    const configuration = await discover(await register({ redirectUris: [queried] }));
    const begun = await begin(configuration, { redirect_uri: queried });
    const username = await app.addUser(['devices:read']);
    const browser = newBrowser();
    const answered = await allow(browser, await reachConsent(browser, begun.url, username));
    expect([...answered.searchParams.keys()]).toEqual(['tenant', 'code', 'state', 'iss']);
  });

  test('gets what is wrong with the request, with the state and who answers', async () => {
    const configuration = await discover(await register());
    const wrong: readonly [Readonly<Record<string, string>>, string][] = [
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ response_mode: 'fragment' }, 'invalid_request'],
      [{ code_challenge_method: 'plain' }, 'invalid_request'],
      [{ code_challenge: 'short' }, 'invalid_request'],
      [{ scope: 'users:create' }, 'invalid_scope'],
      [{ scope: 'nonsense' }, 'invalid_scope'],
      [{ state: 'x'.repeat(1_025) }, 'invalid_request'],
    ];
    for (const [parameters, error] of wrong) {
      const { url } = await begin(configuration, { state: 's', ...parameters });
      const page = await newBrowser().visit(url.href, {}, 'https://tool.example/');
      const answer = new URL(page.url).searchParams;
      expect([error, answer.get('error'), answer.get('iss'), answer.get('code')]).toEqual([
        error,
        error,
        app.origin,
        null,
      ]);
    }
  });

  test('is the only one that the form of the page may lead to beside this site', async () => {
    const policyFor = async (uri: string): Promise<string> => {
      const configuration = await discover(await register({ redirectUris: [uri] }));
      const { url } = await begin(configuration, { redirect_uri: uri });
      const page = await reachConsent(newBrowser(), url, await app.addUser(['devices:read']));
      return /form-action ([^;]*)/.exec(page.headers.get('content-security-policy') ?? '')![1]!;
    };
    expect(await policyFor(callback)).toBe("'self' https://tool.example");
    expect(await policyFor('http://127.0.0.1:4000/x')).toBe("'self' http://127.0.0.1:4000");
    expect(await policyFor('com.example.tool:/x')).toBe("'self' com.example.tool:");
    expect(await policyFor('http://[::1]:4000/x')).toBe("'self'");
  });
});

describe('what asks in the name of nobody', () => {
  test('an unknown client, one that was revoked, and one given twice are for the person to read', async () => {
    for (const query of ['client_id=x', 'client_id=0123456789abc', '', 'client_id=a&client_id=b']) {
      const page = await newBrowser().visit(`${app.origin}/oauth2/authorize?${query}`);
      expect([page.status, page.body.includes('<code>client_invalid</code>')]).toEqual([401, true]);
    }
  });
});
