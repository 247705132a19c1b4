/** Access tokens at the registry, where helpers of clients show them in the place of a password. */
import { revokeToken, type Scope } from '@moorgate/auth';
import { createApplicationCredentialFor } from '@moorgate/oauth';
import { declareWith } from '@moorgate/testing';
import {
  type RegistryGround,
  registryPackage,
  startRegistryGround,
} from '../../containers/test-support/registry-ground.ts';

declareWith(registryPackage, describe)('an access token at the registry', () => {
  let ground: RegistryGround;
  beforeAll(async () => {
    ground = await startRegistryGround();
  });
  afterAll(() => ground.close());

  const post = (path: string, fields: Record<string, string>): Promise<Response> =>
    fetch(`${ground.app.origin}${path}`, { method: 'POST', body: new URLSearchParams(fields) });

  /** The access token of a new client with these scopes, as `fioctl` gets it. */
  const logIn = async (scopes: readonly Scope[]): Promise<string> => {
    const { app } = ground;
    const username = await app.addUser(scopes);
    const wanted = { name: 'ci', username, scopes };
    const client = await createApplicationCredentialFor(app.operator, app.keys, wanted);
    const answer = await post('/oauth/token/', {
      grant_type: 'client_credentials',
      client_id: client.id,
      client_secret: client.secret!,
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  };

  /** What the helper of `fioctl` makes of docker, crane and skopeo: their user is `<token>`. */
  const exchange = async (accessToken: string, scope: string) => {
    const answer = await post('/token-auth/', {
      grant_type: 'refresh_token',
      refresh_token: accessToken,
      service: 'registry',
      client_id: 'docker',
      scope,
    });
    const { access_token: token = '' } = (await answer.json()) as { access_token?: string };
    return { status: answer.status, token };
  };

  test('is taken as an identity token and as a password, for what its client may do', async () => {
    const accessToken = await logIn(['containers:read-update']);
    const { status, token } = await exchange(accessToken, 'repository:acme/oauth:pull,push');
    expect(status).toBe(200);
    await ground.pushImage('acme/oauth', token, 'v1');
    const puller = await logIn(['containers:read']);
    const shown = await ground.registryToken(puller, 'repository:acme/oauth:pull,push');
    expect((await ground.send('/v2/acme/oauth/manifests/v1', shown)).status).toBe(200);
    const push = ground.send('/v2/acme/oauth/blobs/uploads/', shown, { method: 'POST' });
    expect((await push).status).toBe(403);
  });

  test('opens nothing for a client without containers, and nothing more once it is revoked', async () => {
    const scope = 'repository:acme/oauth:pull';
    expect(await exchange(await logIn(['devices:read']), scope)).toMatchObject({ status: 401 });
    const accessToken = await logIn(['containers:read']);
    const { token } = await exchange(accessToken, scope);
    expect((await ground.send('/v2/', token)).status).toBe(200);
    await revokeToken(ground.app.operator, accessToken.split('_')[2]!);
    expect((await ground.send('/v2/', token)).status).toBe(401);
    expect(await exchange(accessToken, scope)).toMatchObject({ status: 401 });
  });
});
