import { gzipSync } from 'node:zlib';
import { revokeToken, type Scope } from '@moorgate/auth';
import { declareWith } from '@moorgate/testing';
import {
  digestOf,
  imageType,
  type RegistryGround,
  registryPackage,
  startRegistryGround,
} from './test-support/registry-ground.ts';

const pushScope = (name: string): string => `repository:${name}:pull,push`;

declareWith(registryPackage, describe)('the door of the registry', () => {
  let ground: RegistryGround;
  beforeAll(async () => {
    ground = await startRegistryGround();
  });
  afterAll(() => ground.close());

  const errorOf = async (answer: Response) => {
    const { errors } = (await answer.json()) as { errors: { code: string; message: string }[] };
    return { status: answer.status, ...errors[0] };
  };

  /** A token for the registry of somebody new. */
  const tokenFor = async (scope: Scope, ...scopes: string[]): Promise<string> =>
    ground.registryToken((await ground.newToken([scope])).token, ...scopes);

  test('tells whoever shows nothing where tokens are, and for what', async () => {
    const realm = `${ground.app.origin}/token-auth/`;
    const base = await ground.send('/v2/', null);
    expect(base.status).toBe(401);
    expect(base.headers.get('www-authenticate')).toBe(`Bearer realm="${realm}",service="registry"`);
    expect(base.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
    const pull = await ground.send('/v2/acme/app/manifests/v1', null);
    expect(pull.headers.get('www-authenticate')).toBe(
      `Bearer realm="${realm}",service="registry",scope="repository:acme/app:pull"`,
    );
    const push = await ground.send('/v2/acme/app/blobs/uploads/', null, { method: 'POST' });
    expect(push.headers.get('www-authenticate')).toContain('scope="repository:acme/app:pull,push"');
    expect(await errorOf(push)).toMatchObject({ code: 'UNAUTHORIZED' });
  });

  test('pushes, pulls by tag, digest and range, lists tags, and deletes', async () => {
    const token = await tokenFor('containers:read-update', 'repository:acme/whole:*');
    expect((await ground.send('/v2/', token)).status).toBe(200);
    const digest = await ground.pushImage('acme/whole', token, 'v1');
    await ground.pushImage('acme/whole', token, 'v2');
    const pulled = await ground.send('/v2/acme/whole/manifests/v1', token);
    expect([pulled.status, pulled.headers.get('content-type')]).toEqual([200, imageType]);
    expect(pulled.headers.get('docker-content-digest')).toBe(digest);
    const head = await ground.send(`/v2/acme/whole/manifests/${digest}`, token, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String((await pulled.text()).length));
    const blob = digestOf('{"tag":"v1"}');
    const part = await ground.send(`/v2/acme/whole/blobs/${blob}`, token, {
      headers: { range: 'bytes=2-4' },
    });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      'bytes 2-4/12',
      'tag',
    ]);
    const tags = await ground.send('/v2/acme/whole/tags/list', token);
    expect(await tags.json()).toEqual({ name: 'acme/whole', tags: ['v1', 'v2'] });
    const byTag = await ground.send('/v2/acme/whole/manifests/v1', token, { method: 'DELETE' });
    expect(await errorOf(byTag)).toMatchObject({ status: 405, code: 'UNSUPPORTED' });
    const gone = await ground.send(`/v2/acme/whole/manifests/${digest}`, token, {
      method: 'DELETE',
    });
    expect(gone.status).toBe(202);
    expect((await ground.send('/v2/acme/whole/manifests/v1', token)).status).toBe(404);
  });

  test('uploads in pieces, says how far it is, and lets go of an upload', async () => {
    const token = await tokenFor('containers:read-update', pushScope('acme/pieces'));
    const begun = await ground.send('/v2/acme/pieces/blobs/uploads/', token, { method: 'POST' });
    const first = await ground.send(String(begun.headers.get('location')), token, {
      method: 'PATCH',
      body: 'abc',
    });
    expect([first.status, first.headers.get('range')]).toEqual([202, '0-2']);
    const place = String(first.headers.get('location'));
    expect(place).toMatch(/^\/v2\/acme\/pieces\/blobs\/uploads\/[0-9a-f-]+\?_state=/);
    const state = await ground.send(place, token);
    expect([state.status, state.headers.get('range')]).toEqual([204, '0-2']);
    const wrong = await ground.send(`${place}&digest=${digestOf('x')}`, token, { method: 'PUT' });
    expect(await errorOf(wrong)).toMatchObject({ status: 400, code: 'DIGEST_INVALID' });
    const other = await ground.send('/v2/acme/pieces/blobs/uploads/', token, { method: 'POST' });
    const cancelled = await ground.send(String(other.headers.get('location')), token, {
      method: 'DELETE',
    });
    expect(cancelled.status).toBe(204);
  });

  test('shows tags page by page, by paths that lead to the next one', async () => {
    const token = await tokenFor('containers:read-update', pushScope('acme/pages'));
    for (const tag of ['v1', 'v2', 'v3']) await ground.pushImage('acme/pages', token, tag);
    const pages: string[][] = [];
    for (let path: string | undefined = '/v2/acme/pages/tags/list?n=2'; path !== undefined;) {
      const page = await ground.send(path, token);
      pages.push(((await page.json()) as { tags: string[] }).tags);
      path = /^<(\/v2\/[^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1];
    }
    expect(pages).toEqual([['v1', 'v2'], ['v3']]);
    expect(await (await ground.send('/v2/acme/pages/tags/list?last=v2', token)).json()).toEqual({
      name: 'acme/pages',
      tags: ['v3'],
    });
  });

  test('says in the words of registries what is not there', async () => {
    const token = await tokenFor('containers:read-update', pushScope('acme/absent'));
    const digest = await ground.pushBlob('acme/absent', token, 'here');
    const head = await ground.send(`/v2/acme/absent/blobs/${digest}`, token, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '4']);
    const other = digestOf('elsewhere');
    for (const [path, code] of [
      ['manifests/v1', 'MANIFEST_UNKNOWN'],
      [`manifests/${other}`, 'MANIFEST_UNKNOWN'],
      [`blobs/${other}`, 'BLOB_UNKNOWN'],
      // Clients that look for what refers to an image ask for a tag then.
      [`referrers/${digest}`, 'MANIFEST_UNKNOWN'],
    ] as const) {
      const answer = await ground.send(`/v2/acme/absent/${path}`, token);
      expect([path, await errorOf(answer)]).toEqual([
        path,
        expect.objectContaining({ status: 404, code }),
      ]);
    }
  });

  test('an upload that names its digest at once begins as every other one', async () => {
    const token = await tokenFor('containers:read-update', pushScope('acme/single'));
    const digest = digestOf('in one piece');
    const path = `/v2/acme/single/blobs/uploads/?digest=${digest}`;
    const begun = await ground.send(path, token, { method: 'POST', body: 'in one piece' });
    expect(begun.status).toBe(202);
    const place = `${String(begun.headers.get('location'))}&digest=${digest}`;
    const ended = await ground.send(place, token, { method: 'PUT', body: 'in one piece' });
    expect(ended.status).toBe(201);
    expect(ended.headers.get('location')).toBe(`/v2/acme/single/blobs/${digest}`);
  });

  test('passes compressed content on as it is', async () => {
    const token = await tokenFor('containers:read-update', pushScope('acme/gzip'));
    const content = gzipSync('a layer');
    const digest = await ground.pushBlob('acme/gzip', token, content);
    const headers = { 'accept-encoding': 'gzip' };
    const pulled = await ground.send(`/v2/acme/gzip/blobs/${digest}`, token, { headers });
    expect(pulled.headers.get('content-encoding')).toBeNull();
    expect(Buffer.from(await pulled.arrayBuffer())).toEqual(content);
  });

  test('mounts a blob of another repository for whoever may pull there', async () => {
    const token = await tokenFor(
      'containers:read-update',
      pushScope('acme/from'),
      pushScope('acme/to'),
    );
    const digest = await ground.pushBlob('acme/from', token, 'shared');
    const mount = (name: string, from: string, shown: string) =>
      ground.send(`/v2/${name}/blobs/uploads/?mount=${digest}&from=${from}`, shown, {
        method: 'POST',
      });
    expect((await mount('acme/to', 'acme/from', token)).status).toBe(201);
    expect(await errorOf(await mount('acme/to', 'other/from', token))).toMatchObject({
      status: 403,
      code: 'DENIED',
    });
    const narrow = await tokenFor('containers:read-update', pushScope('acme/to'));
    const refused = await mount('acme/to', 'acme/from', narrow);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain(
      'scope="repository:acme/to:pull,push repository:acme/from:pull",error="insufficient_scope"',
    );
  });

  test('a token that pulls does not push or delete, and is told which scope it lacks', async () => {
    const pusher = await tokenFor('containers:read-update', pushScope('acme/guarded'));
    const digest = await ground.pushImage('acme/guarded', pusher, 'v1');
    const puller = await tokenFor('containers:read', 'repository:acme/guarded:*');
    expect((await ground.send('/v2/acme/guarded/manifests/v1', puller)).status).toBe(200);
    const pushed = await ground.send('/v2/acme/guarded/blobs/uploads/', puller, { method: 'POST' });
    expect(await errorOf(pushed)).toMatchObject({
      status: 403,
      code: 'DENIED',
      message: expect.stringContaining('containers:read-update'),
    });
    const path = `/v2/acme/guarded/manifests/${digest}`;
    const deleted = await ground.send(path, puller, { method: 'DELETE' });
    expect(deleted.status).toBe(403);
    // It may, but did not ask for it.
    const asked = await ground.send(path, pusher, { method: 'DELETE' });
    expect(asked.status).toBe(401);
    expect(asked.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  });

  test('knows no other factory, and shows the catalogue to nobody', async () => {
    const token = await tokenFor('containers:read-update', 'repository:other/app:*');
    expect(await errorOf(await ground.send('/v2/other/app/manifests/v1', token))).toMatchObject({
      status: 403,
      code: 'DENIED',
    });
    expect(await errorOf(await ground.send('/v2/_catalog', token))).toMatchObject({
      status: 403,
      code: 'DENIED',
    });
    expect((await ground.send('/v2/_catalog', null)).status).toBe(401);
  });

  test('a token is good for nothing once its credential is revoked, though it has not ended', async () => {
    const { token, tokenId } = await ground.newToken(['containers:read-update']);
    const shown = await ground.registryToken(token, pushScope('acme/ended'));
    await ground.pushImage('acme/ended', shown, 'v1');
    await revokeToken(ground.app.operator, tokenId);
    const pulled = await ground.send('/v2/acme/ended/manifests/v1', shown);
    expect(pulled.status).toBe(401);
    expect(pulled.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  test('a token that has ended asks for another one; one of another CA, or of the registry itself, is none', async () => {
    const token = await tokenFor('containers:read', 'repository:acme/app:pull');
    ground.clockOffsetMs = 310_000;
    const ended = await ground.send('/v2/', token);
    ground.clockOffsetMs = 0;
    expect(ended.status).toBe(401);
    expect(ended.headers.get('www-authenticate')).toContain('error="invalid_token"');
    const { token: forStore } = await ground.signer.sign({ aud: 'moorgate-store', sub: 'x' }, 60);
    expect((await ground.send('/v2/', forStore)).status).toBe(401);
    const { token: bare } = await ground.signer.sign({ aud: 'registry', sub: 'x', jti: 'y' }, 60);
    expect((await ground.send('/v2/', bare)).status).toBe(401);
    expect((await ground.send('/v2/', `${token.slice(0, -4)}AAAA`)).status).toBe(401);
  });

  test('a change of the key asks nobody to do anything', async () => {
    const { token } = await ground.newToken(['containers:read-update']);
    const before = await ground.registryToken(token, pushScope('acme/rotated'));
    ground.signer.rotate();
    const after = await ground.registryToken(token, pushScope('acme/rotated'));
    await ground.pushImage('acme/rotated', after, 'v1');
    expect((await ground.send('/v2/acme/rotated/manifests/v1', before)).status).toBe(200);
  });

  test('keeps a manifest that a target names, and every blob', async () => {
    const token = await tokenFor('containers:read-update', 'repository:acme/kept:*');
    const digest = await ground.pushImage('acme/kept', token, 'v1');
    ground.referenced.add(`acme/kept@${digest}`);
    const path = `/v2/acme/kept/manifests/${digest}`;
    expect(await errorOf(await ground.send(path, token, { method: 'DELETE' }))).toMatchObject({
      status: 403,
      code: 'DENIED',
      message: expect.stringContaining('target'),
    });
    const blob = `/v2/acme/kept/blobs/${digestOf('{"tag":"v1"}')}`;
    const deleted = await ground.send(blob, token, { method: 'DELETE' });
    expect([deleted.status, deleted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect((await ground.send(blob, token)).status).toBe(200);
  });

  test('records who pushed and deleted what', async () => {
    const { token, tokenId } = await ground.newToken(['containers:read-update']);
    const shown = await ground.registryToken(token, 'repository:acme/noted:*');
    const digest = await ground.pushImage('acme/noted', shown, 'v7');
    await ground.send(`/v2/acme/noted/manifests/${digest}`, shown, { method: 'DELETE' });
    const records = await ground.app.db
      .selectFrom('audit_records')
      .select(['action', 'actor_id', 'before', 'after'])
      .where('target_id', '=', 'acme/noted')
      .orderBy('id')
      .execute();
    expect(records).toEqual([
      {
        action: 'container_image.pushed',
        actor_id: tokenId,
        before: null,
        after: { digest, tag: 'v7' },
      },
      {
        action: 'container_image.deleted',
        actor_id: tokenId,
        before: { digest },
        after: null,
      },
    ]);
  });

  test('two hundred manifests in a row are each pushed at the first try', async () => {
    const token = await tokenFor('containers:read-update', pushScope('acme/many'));
    await ground.pushImage('acme/many', token, 'v0');
    const body = await (await ground.send('/v2/acme/many/manifests/v0', token)).text();
    const headers = { 'content-type': imageType };
    const statuses = new Set<number>();
    for (let count = 1; count <= 200; count += 1) {
      const path = `/v2/acme/many/manifests/v${String(count)}`;
      statuses.add((await ground.send(path, token, { method: 'PUT', body, headers })).status);
    }
    expect([...statuses]).toEqual([201]);
  });

  test('refuses a manifest that is larger than one may be', async () => {
    const token = await tokenFor('containers:read-update', pushScope('acme/huge'));
    const answer = await ground.send('/v2/acme/huge/manifests/v1', token, {
      method: 'PUT',
      body: Buffer.alloc(4 * 1_048_576 + 1, ' '),
      headers: { 'content-type': imageType },
    });
    expect(await errorOf(answer)).toMatchObject({ status: 413, code: 'SIZE_INVALID' });
  });

  test('while the registry only reads, pushes are told when to come again', async () => {
    const token = await tokenFor('containers:read-update', pushScope('acme/paused'));
    await ground.pushImage('acme/paused', token, 'v1');
    await ground.server.restart(true);
    const refused = await ground.send('/v2/acme/paused/blobs/uploads/', token, { method: 'POST' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
    expect(await errorOf(refused)).toMatchObject({ code: 'UNAVAILABLE' });
    expect((await ground.send('/v2/acme/paused/manifests/v1', token)).status).toBe(200);
    await ground.server.restart(false);
  });
});
