import { listAuditRecordsByTarget } from '@moorgate/db';
import { declareWith } from '@moorgate/testing';
import supertest from 'supertest';
import {
  type RegistryGround,
  registryPackage,
  startRegistryGround,
} from '../../../../containers/test-support/registry-ground.ts';
import { startTestApp } from '../../../../test-support/test-app.ts';

declareWith(registryPackage, describe)('container images', () => {
  let ground: RegistryGround;
  let token: string;
  let digest: string;
  beforeAll(async () => {
    ground = await startRegistryGround();
    ({ token } = await ground.newToken(['containers:read-update']));
    const scopes = ['acme/app', 'acme/group/tool', 'acme/zoo'].map(
      (name) => `repository:${name}:*`,
    );
    const shown = await ground.registryToken(token, ...scopes);
    digest = await ground.pushImage('acme/app', shown, 'v1');
    await ground.pushImage('acme/app', shown, 'v2');
    await ground.pushImage('acme/group/tool', shown, 'v1');
    await ground.pushImage('acme/zoo', shown, 'v1');
  });
  afterAll(() => ground.close());
  afterEach(() => expect(ground.app.check.violations).toEqual([]));

  const call = (method: 'get' | 'delete' | 'post', path: string) =>
    supertest(ground.app.server)[method](path).set('Authorization', `Bearer ${token}`);

  const nextOf = (link: string | undefined): string | undefined =>
    /<([^>]+)>; rel="next"/.exec(link ?? '')?.[1];

  test('repositories are listed page by page, as engines name them', async () => {
    const host = new URL(ground.app.origin).host;
    const first = await call('get', '/v1/container-repositories?limit=2');
    expect(first.body).toEqual([
      { name: 'app', image: `${host}/acme/app` },
      { name: 'group/tool', image: `${host}/acme/group/tool` },
    ]);
    const second = await call('get', nextOf(first.headers['link'])!);
    expect(second.body).toEqual([{ name: 'zoo', image: `${host}/acme/zoo` }]);
    const cursor = Buffer.from('["other/app"]').toString('base64url');
    const wrong = await call('get', `/v1/container-repositories?cursor=${cursor}`);
    expect(wrong.body.code).toBe('cursor_invalid');
  });

  test('tags are listed page by page, with the digest and the size of each', async () => {
    const first = await call('get', '/v1/container-repositories/app/tags?limit=1');
    expect(first.body).toEqual([
      {
        tag: 'v1',
        digest,
        'media-type': 'application/vnd.docker.distribution.manifest.v2+json',
        bytes: 12,
      },
    ]);
    const second = await call('get', nextOf(first.headers['link'])!);
    expect(second.body).toMatchObject([{ tag: 'v2' }]);
    expect(second.headers['link']).toBeUndefined();
    const deep = await call('get', '/v1/container-repositories/group%2Ftool/tags');
    expect(deep.body).toMatchObject([{ tag: 'v1' }]);
    const missing = await call('get', '/v1/container-repositories/nothing/tags');
    expect([missing.status, missing.body.code]).toEqual([404, 'repository_not_found']);
  });

  test('an image is deleted by its tag, once, and not while a target names it', async () => {
    const path = '/v1/container-repositories/app/manifests/v1';
    ground.referenced.add(`acme/app@${digest}`);
    expect((await call('delete', path)).body.code).toBe('manifest_in_use');
    ground.referenced.clear();
    expect((await call('delete', path)).status).toBe(204);
    expect((await call('delete', path)).body.code).toBe('manifest_not_found');
    const records = await listAuditRecordsByTarget(ground.app.db, {
      kind: 'container_image',
      id: 'acme/app',
    });
    expect(records).toContainEqual(
      expect.objectContaining({ action: 'container_image.deleted', before: { digest } }),
    );
  });

  test('a registry that nobody keeps here is not told to collect', async () => {
    const answer = await call('get', '/v1/container-collection');
    expect(answer.body.code).toBe('registry_unavailable');
  });

  test('a page of names that is none of a repository is refused', async () => {
    for (const name of ['App', 'a%2F%2Fb', '..%2Fother', 'a%00'])
      expect((await call('get', `/v1/container-repositories/${name}/tags`)).status).toBe(400);
  });
});

test('without a registry each of them says so', async () => {
  const app = await startTestApp();
  const token = await app.tokenWith(['containers:read']);
  const answer = await supertest(app.server)
    .get('/v1/container-repositories')
    .set('Authorization', `Bearer ${token}`);
  expect([answer.status, answer.body.code]).toEqual([503, 'registry_absent']);
  for (const path of ['/v2/', '/v2/acme/app/manifests/v1', '/token-auth/']) {
    const refused = await supertest(app.server).get(path);
    expect([refused.status, refused.body.errors[0].code]).toEqual([503, 'UNAVAILABLE']);
  }
  await app.close();
});
