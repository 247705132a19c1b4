/** The registry of a product, killed with and without those who keep it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { declareWith } from '@moorgate/testing';
import { type AdminClient, adminClient } from '../support/admin.ts';
import { createToken } from '../support/fleet.ts';
import { skopeo, skopeoPackage, writeImage } from '../support/images.ts';
import { existsProcess } from '../support/processes.ts';
import { makeFolder, type Product, removeFolder, startProduct } from '../support/product.ts';

declareWith(skopeoPackage, describe)('a registry that is killed', () => {
  let folder: string;
  let product: Product;
  let secret: string;
  let admin: AdminClient;

  beforeAll(async () => {
    folder = await makeFolder();
    product = await startProduct(join(folder, 'data'), { workers: 1 });
    secret = await createToken(product, ['containers:read-update']);
    admin = adminClient(product.ready.adminUrl, secret);
    await writeImage(join(folder, 'image'), 1_048_576);
  }, 180_000);
  afterAll(async () => {
    await product?.stop('SIGKILL');
    await removeFolder(folder);
  }, 60_000);

  const push = async (tag: string): Promise<number> => {
    const { host } = new URL(product.ready.adminUrl);
    const to = `docker://${host}/acme/app:${tag}`;
    const options = ['--insecure-policy', '--dest-tls-verify=false', '--dest-creds', `x:${secret}`];
    const from = `oci:${join(folder, 'image')}:v1`;
    return (await skopeo(folder, ['copy', ...options, from, to])).code;
  };
  /** Pushes again and again until it can be done. */
  const pushAtLast = async (tag: string): Promise<void> => {
    for (let tries = 0; (await push(tag)) !== 0; tries += 1) {
      if (tries === 60) throw new Error('the registry does not come back');
      await delay(250);
    }
  };

  /** Processes of registries that serve, or collect, for this product. */
  const registries = (): number[] =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => {
        try {
          const command = readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8');
          return command.includes('docker-registry') && command.includes(product.ready.dataDir);
        } catch {
          return false;
        }
      })
      .filter(existsProcess);

  const keeper = (): number => {
    const [registry] = registries();
    const stat = readFileSync(`/proc/${String(registry)}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  };

  test('is started again by its keeper’s successor', async () => {
    await pushAtLast('v1');
    const [before] = registries();
    process.kill(before!, 'SIGKILL');
    await pushAtLast('v2');
    expect(registries()).toHaveLength(1);
    expect(registries()).not.toContain(before);
  }, 60_000);

  test('ends with its keeper, and comes back with the next one', async () => {
    const [before] = registries();
    expect(keeper()).not.toBe(process.pid);
    process.kill(keeper(), 'SIGKILL');
    await pushAtLast('v3');
    expect(existsProcess(before!)).toBe(false);
    expect(registries()).toHaveLength(1);
  }, 60_000);

  test('in the middle of a collection, too: it takes pushes again, and nothing has to be unlocked', async () => {
    expect((await admin.call('POST', '/v1/container-collection')).status).toBe(202);
    process.kill(keeper(), 'SIGKILL');
    await pushAtLast('v4');
    const state = await admin.call('GET', '/v1/container-collection');
    expect(state.body).toMatchObject({ status: 'idle' });
    expect((await admin.call('POST', '/v1/container-collection')).status).toBe(202);
    for (let status = 'running'; status === 'running';) {
      const { body } = await admin.call('GET', '/v1/container-collection');
      ({ status } = body as { status: string });
      await delay(50);
    }
    await pushAtLast('v5');
  }, 60_000);

  test('nothing of it is left when everything is killed', async () => {
    await product.stop('SIGKILL');
    for (let tries = 0; registries().length > 0 && tries < 100; tries += 1) await delay(100);
    expect(registries()).toEqual([]);
  }, 60_000);
});
