/** Container images from outside: what tools and scopes can do, what a revocation ends, and what survives what is killed. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { declareWith, isSoak } from '@moorgate/testing';
import { type AdminClient, adminClient } from '../support/admin.ts';
import { createToken } from '../support/fleet.ts';
import { skopeo, skopeoPackage, type ToolOutcome, writeImage } from '../support/images.ts';
import { inWords, summarise } from '../support/latencies.ts';
import { makeFolder, type Product, removeFolder, startProduct } from '../support/product.ts';
import { askRealm, beginSlowUpload, callRegistry, digestOf } from '../support/registry-client.ts';

const mebibyte = 1_048_576;
/** Of tokens for the registry; short, so that one ends while a test looks. */
const tokenSeconds = 3;
/** For how much longer clocks may differ. */
const leewayMs = 5_000;
const counts = isSoak() ? { revocations: 25, collections: 20 } : { revocations: 1, collections: 2 };
const limitMs = isSoak() ? 900_000 : 120_000;

const print = (what: string, times: readonly number[]): void =>
  void process.stderr.write(`containers: ${what}: ${inWords(summarise(times))}\n`);

declareWith(skopeoPackage, describe)('the registry of a product', () => {
  let folder: string;
  let product: Product;
  let admin: AdminClient;
  let host: string;
  let pusher: string;
  let puller: string;
  let image: string;

  beforeAll(async () => {
    folder = await makeFolder();
    product = await startProduct(join(folder, 'data'), {
      workers: 1,
      env: { MOORGATE_REGISTRY_TOKEN_SECONDS: String(tokenSeconds) },
    });
    const { adminUrl } = product.ready;
    host = new URL(adminUrl).host;
    pusher = await createToken(product, ['containers:read-update']);
    puller = await createToken(product, ['containers:read']);
    const scopes = ['tokens:read', 'tokens:delete', 'containers:read-update', 'audit:read'];
    admin = adminClient(adminUrl, await createToken(product, scopes));
    image = join(folder, 'image');
    await writeImage(image, mebibyte);
  }, 180_000);
  afterAll(async () => {
    await product?.stop();
    await removeFolder(folder);
  }, 60_000);

  const nameOf = (repository: string): string => `docker://${host}/${repository}`;
  const credsOf = (secret: string): string => `any:${secret}`;

  const push = (secret: string, repository: string, from = `oci:${image}:v1`) =>
    skopeo(folder, [
      ...['copy', '--insecure-policy', '--dest-tls-verify=false'],
      ...['--dest-creds', credsOf(secret), from, nameOf(repository)],
    ]);
  const pull = (secret: string, repository: string): Promise<ToolOutcome> =>
    skopeo(folder, [
      ...['copy', '--insecure-policy', '--src-tls-verify=false', '--src-creds', credsOf(secret)],
      ...[nameOf(repository), `dir:${join(folder, `pulled-${randomBytes(4).toString('hex')}`)}`],
    ]);
  const remove = (secret: string, repository: string): Promise<ToolOutcome> =>
    skopeo(folder, [
      'delete',
      '--tls-verify=false',
      '--creds',
      credsOf(secret),
      nameOf(repository),
    ]);
  const ok = (outcome: ToolOutcome) => expect(outcome).toMatchObject({ code: 0 });

  const logIn = (secret: string): Promise<ToolOutcome> => {
    const authFile = join(folder, `auth-${randomBytes(4).toString('hex')}.json`);
    const options = ['--tls-verify=false', '--authfile', authFile];
    return skopeo(folder, ['login', ...options, '-u', 'any', '--password-stdin', host], secret);
  };
  const revoke = async (secret: string): Promise<void> => {
    const [, , id = ''] = secret.split('_');
    expect((await admin.call('DELETE', `/v1/tokens/${id}`)).status).toBe(204);
  };
  const tokenFor = async (secret: string, ...scopes: string[]): Promise<string> =>
    (await askRealm(product.ready.adminUrl, secret, ...scopes)).token;

  test('a login with a token that is good for containers succeeds, with every other one it fails', async () => {
    ok(await logIn(pusher));
    ok(await logIn(puller));
    expect((await logIn('mgt_wrong')).output).toContain('invalid username/password');
    const other = await createToken(product, ['devices:read']);
    expect((await logIn(other)).output).toContain('invalid username/password');
    const { status, message } = await askRealm(product.ready.adminUrl, other);
    expect([status, message]).toEqual([401, expect.stringContaining('containers:read')]);
  }, 60_000);

  test('who may push pushes, pulls, copies within the registry and deletes; who may pull pulls', async () => {
    ok(await push(pusher, 'acme/app:v1'));
    ok(await pull(pusher, 'acme/app:v1'));
    ok(await pull(puller, 'acme/app:v1'));
    const copied = await skopeo(folder, [
      ...['copy', '--insecure-policy', '--src-tls-verify=false', '--dest-tls-verify=false'],
      ...['--src-creds', credsOf(pusher), '--dest-creds', credsOf(pusher)],
      ...[nameOf('acme/app:v1'), nameOf('acme/group/copy:v1')],
    ]);
    ok(copied);
    ok(await pull(puller, 'acme/group/copy:v1'));
    expect((await push(puller, 'acme/app:v2')).output).toMatch(/denied|Forbidden/);
    expect((await remove(puller, 'acme/app:v1')).code).not.toBe(0);
    ok(await pull(puller, 'acme/app:v1'));
    ok(await remove(pusher, 'acme/group/copy:v1'));
    expect((await pull(puller, 'acme/group/copy:v1')).code).not.toBe(0);
  }, 120_000);

  test('a name of another factory is refused to everybody', async () => {
    expect((await push(pusher, 'other/app:v1')).output).toMatch(/denied|Forbidden/);
    expect((await pull(pusher, 'other/app:v1')).output).toMatch(/denied|Forbidden/);
  }, 60_000);

  test('a token that a helper gives as an identity is taken as one that is typed', async () => {
    const authFile = join(folder, 'identity.json');
    const auth = Buffer.from('<token>:').toString('base64');
    await writeFile(
      authFile,
      JSON.stringify({ auths: { [host]: { auth, identitytoken: puller } } }),
    );
    ok(await push(pusher, 'acme/identity:v1'));
    ok(
      await skopeo(folder, [
        ...['inspect', '--tls-verify=false', '--authfile', authFile],
        nameOf('acme/identity:v1'),
      ]),
    );
  }, 60_000);

  test('after a revocation nothing goes on, and another token logs in', async () => {
    const first = await createToken(product, ['containers:read']);
    ok(await push(pusher, 'acme/again:v1'));
    ok(await pull(first, 'acme/again:v1'));
    await revoke(first);
    expect((await pull(first, 'acme/again:v1')).code).not.toBe(0);
    expect((await logIn(first)).code).not.toBe(0);
    ok(await pull(await createToken(product, ['containers:read']), 'acme/again:v1'));
  }, 60_000);

  test('a push goes on when the token that it began with has ended, and nothing else does', async () => {
    const { adminUrl } = product.ready;
    const token = await tokenFor(pusher, 'repository:acme/slow:pull,push');
    const upload = await beginSlowUpload(adminUrl, token, 'acme/slow');
    await upload.send(16 * mebibyte);
    await delay(tokenSeconds * 1_000 + leewayMs + 500);
    expect((await callRegistry(adminUrl, token, '/v2/')).status).toBe(401);
    await upload.send(mebibyte);
    upload.end();
    expect(await upload.answered).toMatchObject({ status: 202 });
    const path = `${await upload.place}&digest=${digestOf(Buffer.alloc(17 * mebibyte))}`;
    expect((await callRegistry(adminUrl, token, path, { method: 'PUT' })).status).toBe(401);
    const next = await tokenFor(pusher, 'repository:acme/slow:pull,push');
    expect((await callRegistry(adminUrl, next, path, { method: 'PUT' })).status).toBe(201);
  }, 60_000);

  test(
    'a large push ends within a second of the answer to the revocation of its token',
    async () => {
      const times: number[] = [];
      for (let round = 0; round < counts.revocations; round += 1) {
        const secret = await createToken(product, ['containers:read-update']);
        const token = await tokenFor(secret, 'repository:acme/cut:pull,push');
        const upload = await beginSlowUpload(product.ready.adminUrl, token, 'acme/cut');
        await upload.send(32 * mebibyte);
        await revoke(secret);
        const since = performance.now();
        const { status, at } = await upload.answered;
        expect(status === 401 || status === null).toBe(true);
        times.push(at - since);
      }
      print('a push ends after a revocation', times);
      expect(Math.max(...times)).toBeLessThan(1_000);
    },
    limitMs,
  );

  /**
   * Reads for a second as slowly as a line that would need a minute, and then what is left as it comes; answers how much that
   * was, and how it ended.
   */
  const readOn = async (answer: Response) => {
    const reader = answer.body!.getReader();
    await reader.read();
    return async (): Promise<{ left: number; end: 'whole' | 'cut' }> => {
      const untilMs = performance.now() + 1_000;
      let left = 0;
      try {
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return { left, end: 'whole' };
          if (performance.now() < untilMs) await delay(25);
          else left += value.length;
        }
      } catch {
        return { left, end: 'cut' };
      }
    };
  };

  test(
    'a large pull ends within a second of the answer to the revocation of its token',
    async () => {
      const { adminUrl } = product.ready;
      const large = join(folder, 'large');
      await writeImage(large, 128 * mebibyte);
      ok(await push(pusher, 'acme/large:v1', `oci:${large}:v1`));
      for (let round = 0; round < counts.revocations; round += 1) {
        const secret = await createToken(product, ['containers:read']);
        const token = await tokenFor(secret, 'repository:acme/large:pull');
        const accept = {
          headers: {
            authorization: `Bearer ${token}`,
            accept: '*/*, application/vnd.oci.image.manifest.v1+json',
          },
        };
        const manifest = await fetch(new URL('/v2/acme/large/manifests/v1', adminUrl), accept);
        const { layers } = (await manifest.json()) as {
          layers: { digest: string; size: number }[];
        };
        const layer = `/v2/acme/large/blobs/${layers[0]!.digest}`;
        const rest = await readOn(await callRegistry(adminUrl, token, layer));
        await revoke(secret);
        const { left, end } = await rest();
        expect(end).toBe('cut');
        // No more than what was on its way: a pull that went on would have the whole layer in less than a second.
        expect(left).toBeLessThan(16 * mebibyte);
      }
    },
    limitMs,
  );

  test('a registry that is killed comes back with what it had', async () => {
    ok(await push(pusher, 'acme/killed:v1'));
    process.kill(product.ready.pids['registry']!, 'SIGKILL');
    let outcome = await pull(puller, 'acme/killed:v1');
    for (let tries = 0; outcome.code !== 0 && tries < 40; tries += 1) {
      await delay(250);
      outcome = await pull(puller, 'acme/killed:v1');
    }
    ok(outcome);
    ok(await push(pusher, 'acme/killed:v2'));
    expect(product.log()).toContain('container registry ended');
  }, 60_000);

  test('another key for its tokens, as a new process of the admin API has it, asks nothing of the registry', async () => {
    ok(await push(pusher, 'acme/rotated:v1'));
    process.kill(product.ready.pids['adminApi']!, 'SIGKILL');
    let outcome = await pull(puller, 'acme/rotated:v1');
    for (let tries = 0; outcome.code !== 0 && tries < 40; tries += 1) {
      await delay(250);
      outcome = await pull(puller, 'acme/rotated:v1');
    }
    ok(outcome);
    ok(await push(pusher, 'acme/rotated:v2'));
  }, 60_000);

  test(
    'a collection while images are pushed loses none of those that were pushed',
    async () => {
      const pushed: string[] = [];
      let isOver = false;
      const pushing = (async () => {
        for (let count = 0; !isOver; count += 1) {
          const from = join(folder, `collected-${String(count)}`);
          await writeImage(from, 4_096);
          const name = `acme/collected:${String(count)}`;
          if ((await push(pusher, name, `oci:${from}:v1`)).code === 0) pushed.push(name);
        }
      })();
      for (let round = 0; round < counts.collections; round += 1) {
        while (pushed.length <= round * 3) await delay(50);
        expect((await admin.call('POST', '/v1/container-collection')).status).toBe(202);
        for (;;) {
          const { body } = await admin.call('GET', '/v1/container-collection');
          const { status, outcome } = body as { status: string; outcome: string | null };
          if (status === 'idle') {
            expect(outcome).toBe('completed');
            break;
          }
          await delay(50);
        }
      }
      isOver = true;
      await pushing;
      expect(pushed.length).toBeGreaterThan(3);
      for (const name of pushed) ok(await pull(puller, name));
    },
    limitMs + 60_000,
  );

  test('while a collection waits for an upload, pushes are told when to come again, and pulls go on', async () => {
    const { adminUrl } = product.ready;
    const scope = 'repository:acme/waiting:pull,push';
    ok(await push(pusher, 'acme/waiting:v1'));
    const begin = async () =>
      callRegistry(adminUrl, await tokenFor(pusher, scope), '/v2/acme/waiting/blobs/uploads/', {
        method: 'POST',
      });
    const token = await tokenFor(pusher, scope);
    const upload = await beginSlowUpload(adminUrl, token, 'acme/waiting');
    await upload.send(mebibyte);
    expect((await admin.call('POST', '/v1/container-collection')).status).toBe(202);
    let refused = await begin();
    while (refused.status === 202) refused = await begin();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
    expect(await refused.json()).toMatchObject({ errors: [{ code: 'UNAVAILABLE' }] });
    expect((await push(pusher, 'acme/waiting:v2')).code).not.toBe(0);
    ok(await pull(puller, 'acme/waiting:v1'));
    upload.end();
    expect(await upload.answered).toMatchObject({ status: 202 });
    for (let isBusy = true; isBusy;) {
      const { body } = await admin.call('GET', '/v1/container-collection');
      isBusy = (body as { status: string }).status === 'running';
    }
    ok(await push(pusher, 'acme/waiting:v2'));
  }, 120_000);

  test('what was pushed and deleted is in the audit records, with the token that did it', async () => {
    const secret = await createToken(product, ['containers:read-update']);
    ok(await push(secret, 'acme/noted:v1'));
    ok(await remove(secret, 'acme/noted:v1'));
    const { body } = await admin.call(
      'GET',
      '/v1/audit-records?target-kind=container_image&target-id=acme/noted',
    );
    expect(body).toMatchObject([
      { action: 'container_image.deleted' },
      { action: 'container_image.pushed', after: { tag: 'v1' } },
    ]);
  }, 60_000);
});

test('where the registry cannot be reached, its routes answer 503 in its own words, and nothing else does', async () => {
  const folder = await makeFolder();
  const env = { MOORGATE_REGISTRY_URL: 'unix:/nowhere/registry.sock' };
  const product = await startProduct(join(folder, 'data'), { workers: 1, env });
  const { adminUrl } = product.ready;
  const secret = await createToken(product, ['containers:read']);
  const { token } = await askRealm(adminUrl, secret, 'repository:acme/app:pull');
  const answer = await callRegistry(adminUrl, token, '/v2/acme/app/manifests/v1');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await answer.json()).toMatchObject({ errors: [{ code: 'UNAVAILABLE' }] });
  expect((await fetch(new URL('/healthz', adminUrl))).status).toBe(200);
  await product.stop();
  await removeFolder(folder);
}, 120_000);
