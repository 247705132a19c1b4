import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { declareWith } from '@moorgate/testing';
import {
  type RegistryGround,
  registryPackage,
  startRegistryGround,
} from './test-support/registry-ground.ts';

declareWith(registryPackage, describe)('a registry that is not what it should be', () => {
  let server: Server;
  let ground: RegistryGround;
  let token: string;
  let answer: RequestListener;
  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const url = new URL(`http://127.0.0.1:${String(port)}`);
    ground = await startRegistryGround({ endpoint: { kind: 'address', url } });
    const holder = await ground.newToken(['containers:read-update']);
    token = await ground.registryToken(holder.token, 'repository:acme/app:*');
  });
  afterAll(async () => {
    await ground.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const begin = (): Promise<Response> =>
    ground.send('/v2/acme/app/blobs/uploads/', token, { method: 'POST' });

  test.each([
    'http://elsewhere.example/steal',
    '//elsewhere.example/v2/acme/app/manifests/../x',
    '/v2/other/app/blobs/uploads/1',
    '/v2/acme/app/../../other/uploads/1',
    '/token-auth/',
    'javascript:alert(1)',
    '/v2/acme/app/blobs/uploads/1?_state=%0d%0a',
  ])('sends nobody to %s', async (location) => {
    answer = (_request, response) => response.writeHead(202, { location }).end();
    const { status, headers } = await begin();
    expect([status, headers.get('location')]).toEqual([503, null]);
  });

  test('names its own host: clients stay at ours', async () => {
    const place = 'http://10.0.0.1:5000/v2/acme/app/blobs/uploads/7?_state=abc';
    answer = (_request, response) => response.writeHead(202, { location: place }).end();
    expect((await begin()).headers.get('location')).toBe('/v2/acme/app/blobs/uploads/7?_state=abc');
  });

  test('a list that goes on elsewhere is no list', async () => {
    const list = (link: string) => {
      answer = (_request, response) => response.writeHead(200, { link }).end('{}');
      return ground.send('/v2/acme/app/tags/list?n=1', token);
    };
    const own = await list('<http://10.0.0.1/v2/acme/app/tags/list?last=a&n=1>; rel="next"');
    expect(own.headers.get('link')).toBe('</v2/acme/app/tags/list?n=1&last=a>; rel="next"');
    for (const link of [
      '<http://elsewhere.example/>; rel="next"',
      '</v2/other/app/tags/list>; rel="next"',
    ])
      expect((await list(link)).status).toBe(503);
  });

  test('fails whoever looks at a manifest while it writes one: a push that only looks goes on', async () => {
    const asked: string[] = [];
    const failures = (count: number): void => {
      asked.length = 0;
      answer = (request, response) => {
        asked.push(request.method!);
        const looks = asked.filter((method) => method === 'HEAD').length;
        if (request.method === 'PUT') response.writeHead(201).end();
        else response.writeHead(looks <= count ? 500 : 404).end();
      };
    };
    const push = () =>
      ground.send('/v2/acme/app/manifests/v1', token, { method: 'PUT', body: '{}' });
    failures(3);
    expect((await push()).status).toBe(201);
    expect(asked).toEqual(['HEAD', 'HEAD', 'HEAD', 'HEAD', 'PUT']);
    failures(4);
    expect((await push()).status).toBe(503);
    expect(asked).toEqual(['HEAD', 'HEAD', 'HEAD', 'HEAD']);
  });

  test.each([301, 307, 401, 403])('its %d is for nobody', async (status) => {
    const headers = {
      location: 'http://elsewhere.example/',
      'www-authenticate': 'Bearer realm="http://elsewhere.example/"',
    };
    answer = (_request, response) => response.writeHead(status, headers).end();
    const answered = await ground.send('/v2/acme/app/manifests/v1', token);
    expect(answered.status).toBe(503);
    expect(answered.headers.get('www-authenticate')).toBeNull();
  });

  test('passes on no header but those that mean something, in neither direction', async () => {
    let seen: Record<string, unknown> = {};
    answer = (request, response) => {
      seen = request.headers;
      response.writeHead(200, { 'set-cookie': 'a=b', server: 'x', 'content-type': 'text/html' });
      response.end('{}');
    };
    const answered = await ground.send('/v2/acme/app/manifests/v1', token, {
      headers: { cookie: 'moorgate=1', 'x-forwarded-for': '1.2.3.4', 'osf-token': 'secret' },
    });
    expect([answered.headers.get('set-cookie'), answered.headers.get('server')]).toEqual([
      null,
      null,
    ]);
    expect(answered.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Object.keys(seen).toSorted()).toEqual([
      'accept',
      'authorization',
      'connection',
      'content-type',
      'host',
    ]);
    expect(seen['authorization']).not.toContain(token);
  });

  test('one that breaks off breaks the answer off, and one that says nothing true is not there', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    };
    const broken = await ground.send('/v2/acme/app/manifests/v1', token);
    await expect(broken.text()).rejects.toThrow();
    answer = (request) => request.socket.destroy();
    const gone = await ground.send('/v2/acme/app/manifests/v1', token);
    expect([gone.status, gone.headers.get('retry-after')]).toEqual([503, '1']);
  });
});
