/** The server as a client sees it that others wrote: openid-client finds its way by the metadata alone. */
import type { Scope } from '@moorgate/auth';
import { createApplicationCredentialFor, type IssuedApplicationCredential } from '@moorgate/oauth';
import * as client from 'openid-client';
import { startTestApp, type TestApp } from '../../test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
// The client makes proofs by its own clock.
beforeEach(() => app.clock.set(new Date().toISOString()));
afterEach(() => expect(app.check.violations).toEqual([]));

const makeCredential = async (
  scopes: readonly Scope[] = ['devices:read', 'tokens:read'],
  terms: { readonly requiresBinding?: boolean } = {},
): Promise<IssuedApplicationCredential> => {
  const request = { username: await app.addUser(scopes), name: 'independent', scopes, ...terms };
  return createApplicationCredentialFor(app.operator, app.keys, request);
};

const discover = (
  { id, secret }: IssuedApplicationCredential,
  method = client.ClientSecretBasic,
): Promise<client.Configuration> =>
  client.discovery(new URL(app.origin), id, undefined, method(secret!), {
    algorithm: 'oauth2',
    execute: [client.allowInsecureRequests],
  });

const self = new URL('/v1/self', 'http://localhost');

const askSelf = (
  config: client.Configuration,
  token: string,
  options?: client.DPoPOptions,
): Promise<Response> =>
  client.fetchProtectedResource(
    config,
    token,
    new URL(self.pathname, app.origin),
    'GET',
    undefined,
    undefined,
    options,
  );

test.each([
  ['Basic', client.ClientSecretBasic],
  ['the body', client.ClientSecretPost],
])(
  'logs in by its secret in %s, refreshes, asks about its tokens and revokes them',
  async (_name, method) => {
    const credential = await makeCredential();
    const config = await discover(credential, method);
    const first = await client.clientCredentialsGrant(config, { scope: 'devices:read' });
    expect(first).toMatchObject({ token_type: 'bearer', expires_in: 3_600, scope: 'devices:read' });
    expect((await askSelf(config, first.access_token)).status).toBe(200);
    const second = await client.refreshTokenGrant(config, first.refresh_token!);
    expect(await client.tokenIntrospection(config, second.access_token)).toMatchObject({
      active: true,
      client_id: credential.id,
      scope: 'devices:read',
    });
    await client.tokenRevocation(config, second.refresh_token!);
    for (const token of [first.access_token, second.access_token, second.refresh_token!])
      expect(await client.tokenIntrospection(config, token)).toEqual({ active: false });
    await expect(askSelf(config, second.access_token)).rejects.toMatchObject({ status: 401 });
  },
);

test('is refused with the words of RFC 6749 that it knows', async () => {
  const config = await discover({ ...(await makeCredential()), secret: 'wrong' });
  await expect(client.clientCredentialsGrant(config)).rejects.toMatchObject({ status: 401 });
  const good = await discover(await makeCredential());
  await expect(
    client.clientCredentialsGrant(good, { scope: 'users:delete' }),
  ).rejects.toMatchObject({ error: 'invalid_scope', status: 400 });
  await expect(client.refreshTokenGrant(good, 'nothing')).rejects.toMatchObject({
    error: 'invalid_grant',
  });
});

describe('with a key of proofs', () => {
  const handleFor = async (config: client.Configuration): Promise<client.DPoPHandle> =>
    client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));

  test('gets tokens that are worth nothing without it, wherever they are shown', async () => {
    const config = await discover(await makeCredential());
    const DPoP = await handleFor(config);
    const issued = await client.clientCredentialsGrant(config, {}, { DPoP });
    expect(issued.token_type).toBe('dpop');
    const token = issued.access_token;
    expect((await askSelf(config, token, { DPoP })).status).toBe(200);
    expect(await client.tokenIntrospection(config, token)).toMatchObject({
      cnf: { jkt: await DPoP.calculateThumbprint() },
    });
    await expect(askSelf(config, token)).rejects.toMatchObject({ status: 401 });
    const other = await handleFor(config);
    await expect(askSelf(config, token, { DPoP: other })).rejects.toMatchObject({ status: 401 });
    const osf = await fetch(`${app.origin}/v1/self`, { headers: { 'OSF-TOKEN': token } });
    expect(osf.status).toBe(401);
    const unbound = (await client.clientCredentialsGrant(config)).access_token;
    await expect(askSelf(config, unbound, { DPoP })).rejects.toMatchObject({ status: 401 });
  });

  test('shows each proof once, for one method, one address, one token, and not later than a minute', async () => {
    const config = await discover(await makeCredential());
    const DPoP = await handleFor(config);
    const { access_token: token } = await client.clientCredentialsGrant(config, {}, { DPoP });
    const proofs: string[] = [];
    config[client.customFetch] = (url, { headers, ...rest }) => {
      proofs.push(headers['dpop']!);
      return fetch(url, { ...(rest as RequestInit), headers });
    };
    await askSelf(config, token, { DPoP });
    const show = async (path: string, method: string, proof: string): Promise<number> => {
      const headers = { Authorization: `DPoP ${token}`, DPoP: proof };
      return (await fetch(`${app.origin}${path}`, { method, headers })).status;
    };
    expect(await show('/v1/self', 'GET', proofs[0]!)).toBe(401);
    const fresh = async (): Promise<string> => {
      config[client.customFetch] = (_url, { headers }) => {
        proofs.push(headers['dpop']!);
        return Promise.resolve(new Response(null, { status: 200 }));
      };
      await askSelf(config, token, { DPoP });
      return proofs.at(-1)!;
    };
    expect(await show('/v1/tokens', 'GET', await fresh())).toBe(401);
    expect(await show('/v1/self', 'HEAD', await fresh())).toBe(401);
    const late = await fresh();
    app.clock.advance(61_000);
    expect(await show('/v1/self', 'GET', late)).toBe(401);
    app.clock.advance(-61_000);
    expect(await show('/v1/self', 'GET', late)).toBe(200);
  });

  test('cannot get rid of it by a refresh, and gets nothing without it where its credential says so', async () => {
    const config = await discover(await makeCredential());
    const DPoP = await handleFor(config);
    const { refresh_token: grant } = await client.clientCredentialsGrant(config, {}, { DPoP });
    await expect(client.refreshTokenGrant(config, grant!)).rejects.toMatchObject({
      error: 'invalid_dpop_proof',
    });
    const again = await client.refreshTokenGrant(config, grant!, {}, { DPoP });
    expect((await askSelf(config, again.access_token, { DPoP })).status).toBe(200);
    const strict = await discover(
      await makeCredential(['devices:read'], { requiresBinding: true }),
    );
    await expect(client.clientCredentialsGrant(strict)).rejects.toMatchObject({
      error: 'invalid_dpop_proof',
    });
    expect(await client.clientCredentialsGrant(strict, {}, { DPoP })).toBeDefined();
  });
});

describe('exchanging a token', () => {
  const accessToken = 'urn:ietf:params:oauth:token-type:access_token';
  const exchange = (
    config: client.Configuration,
    subject: string,
    more: Record<string, string> = {},
  ): Promise<client.TokenEndpointResponse> =>
    client.genericGrantRequest(config, 'urn:ietf:params:oauth:grant-type:token-exchange', {
      subject_token: subject,
      subject_token_type: accessToken,
      ...more,
    });

  const parties = async () => {
    const subject = await discover(await makeCredential(['devices:read-update', 'targets:read']));
    const credential = await makeCredential(['devices:read', 'targets:read', 'ci:read']);
    const config = await discover(credential);
    const { access_token: token } = await client.clientCredentialsGrant(subject);
    return { subject, config, credential, token };
  };

  test('gets what both have, no longer than the subject, with whoever acts for it', async () => {
    const { config, credential, token } = await parties();
    app.clock.advance(1_800_000);
    const issued = await exchange(config, token);
    expect(issued).toMatchObject({
      issued_token_type: accessToken,
      token_type: 'bearer',
      scope: 'devices:read targets:read',
      expires_in: 1_800,
    });
    expect(issued.refresh_token).toBeUndefined();
    const about = await client.tokenIntrospection(config, issued.access_token);
    expect(about).toMatchObject({ active: true, act: { client_id: credential.id } });
    const twice = await exchange(config, issued.access_token, { scope: 'targets:read' });
    expect(await client.tokenIntrospection(config, twice.access_token)).toMatchObject({
      scope: 'targets:read',
      act: { client_id: credential.id, act: { client_id: credential.id } },
    });
  });

  test('gets nothing wider, nothing for elsewhere, and nothing for what is no good token', async () => {
    const { config, token } = await parties();
    const refused = (error: string) => expect.objectContaining({ error });
    await expect(exchange(config, token, { scope: 'ci:read' })).rejects.toEqual(
      refused('invalid_scope'),
    );
    await expect(exchange(config, token, { audience: 'x' })).rejects.toEqual(
      refused('invalid_target'),
    );
    await expect(exchange(config, 'nothing')).rejects.toEqual(refused('invalid_grant'));
    await expect(
      exchange(config, token, { requested_token_type: 'urn:ietf:params:oauth:token-type:jwt' }),
    ).rejects.toEqual(refused('invalid_request'));
  });

  test('loses what it got with the subject', async () => {
    const { subject, config, token } = await parties();
    const issued = await exchange(config, token);
    expect((await askSelf(config, issued.access_token)).status).toBe(200);
    await client.tokenRevocation(subject, token);
    await expect(askSelf(config, issued.access_token)).rejects.toMatchObject({ status: 401 });
  });
});
