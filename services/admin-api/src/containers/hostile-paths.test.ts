import { connect } from 'node:net';
import { once } from 'node:events';
import { declareWith } from '@moorgate/testing';
import {
  type RegistryGround,
  registryPackage,
  startRegistryGround,
} from './test-support/registry-ground.ts';

declareWith(registryPackage, describe)('paths that are not those of a registry', () => {
  let ground: RegistryGround;
  let token: string;
  beforeAll(async () => {
    ground = await startRegistryGround();
    const holder = await ground.newToken(['containers:read-update']);
    token = await ground.registryToken(
      holder.token,
      'repository:acme/app:*',
      'repository:acme/a:*',
    );
    await ground.pushImage('acme/app', token, 'v1');
  });
  afterAll(() => ground.close());

  /** The head of an answer to a request whose path is sent as it is. */
  const ask = async (path: string, method = 'GET'): Promise<{ status: number; text: string }> => {
    const { hostname, port } = new URL(ground.app.origin);
    const socket = connect(Number(port), hostname);
    const lines = [
      `${method} ${path} HTTP/1.1`,
      'Host: registry.example',
      `Authorization: Bearer ${token}`,
      'Accept: */*',
      'Content-Length: 0',
      'Connection: close',
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    let text = '';
    socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    await once(socket, 'close');
    return { status: Number(/^HTTP\/1.1 (\d+)/.exec(text)?.[1]), text };
  };

  test.each([
    '/v2/acme/../other/manifests/v1',
    '/v2/acme/app/../../other/app/manifests/v1',
    '/v2/acme/%2e%2e/other/app/manifests/v1',
    '/v2/acme%2fapp/manifests/v1',
    '/v2/acme/app%2fmanifests/v1',
    '/v2/acme//app/manifests/v1',
    '/v2//acme/app/manifests/v1',
    '/v2/./acme/app/manifests/v1',
    '/v2/Acme/app/manifests/v1',
    '/v2/acme/App/manifests/v1',
    '/v2/acme/app/manifests/',
    '/v2/acme/app/manifests/v1/',
    '/v2/acme/app/manifests/sha256:zz',
    '/v2/acme/app/manifests/-v1',
    '/v2/acme/app/manifests/v1%00',
    '/v2/acme/app/blobs/sha256:00',
    '/v2/acme/app/blobs/../../../../etc/passwd',
    '/v2/acme/app/blobs/uploads/..',
    '/v2/acme/app/tags/list/',
    '/v2/acme/manifests/v1',
    '/v2/acme/app;x/manifests/v1',
    '/v2/acme\\app/manifests/v1',
    '/v2/acme/a__-b/manifests/v1',
    '/v2/_catalog/',
    `/v2/acme/${'a'.repeat(300)}/manifests/v1`,
    `/v2/acme/app/manifests/${'a'.repeat(129)}`,
    '/v2/acme/app',
    '/v2/x',
  ])('%s is refused, whoever asks', async (path) => {
    const { status, text } = await ask(path);
    expect(status).toBe(400);
    expect(text).toContain('"code":"NAME_INVALID"');
  });

  test.each([
    '/V2/acme/app/manifests/v1',
    '/v2%2facme/app/manifests/v1',
    '//v2/acme/app/manifests/v1',
    '/%76%32/acme/app/manifests/v1',
  ])('%s does not come to the registry', async (path) => {
    const { text } = await ask(path);
    expect(text).not.toContain('Docker-Distribution-Api-Version');
    expect(text).not.toMatch(/^HTTP\/1.1 2/);
  });

  test('a path that is too long is refused before anything is read of it', async () => {
    expect((await ask(`/v2/acme/app/manifests/${'a'.repeat(9_000)}`)).status).toBe(414);
  });

  test.each([
    '/v2/acme/app/blobs/uploads/?digest=../../x',
    '/v2/acme/app/blobs/uploads/?mount=sha256:00&from=acme/a',
    `/v2/acme/app/blobs/uploads/?mount=sha256:${'a'.repeat(64)}&from=../other/app`,
    `/v2/acme/app/blobs/uploads/?from=acme/a&from=other/app&mount=sha256:${'a'.repeat(64)}`,
  ])('%s begins nothing', async (path) => {
    expect((await ask(path, 'POST')).status).not.toBe(202);
    expect((await ask(path, 'POST')).status).toBeGreaterThanOrEqual(400);
  });

  test('what a query has beside is not passed on', async () => {
    const { status } = await ask('/v2/acme/app/manifests/v1?ns=registry.example&_state=x');
    // The registry itself would have to translate it for whoever names no form; it was reached.
    expect([200, 400]).toContain(status);
    expect((await ground.send('/v2/acme/app/manifests/v1?ns=x', token)).status).toBe(200);
  });

  test('methods that there are not are told from those that there are', async () => {
    const { status, text } = await ask('/v2/acme/app/manifests/v1', 'PATCH');
    expect(status).toBe(405);
    expect(text).toMatch(/Allow: GET, HEAD, PUT, DELETE/i);
    expect((await ask('/v2/acme/app/tags/list', 'DELETE')).status).toBe(405);
  });
});
