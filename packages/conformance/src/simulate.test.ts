/** A simulated fleet, as somebody meets it who has a running installation and a terminal. */
import { join } from 'node:path';
import { adminClient } from './support/admin.ts';
import { createToken } from './support/fleet.ts';
import {
  makeFolder,
  type Product,
  removeFolder,
  runCommand,
  startProduct,
} from './support/product.ts';

let folder: string;
let product: Product;

beforeAll(async () => {
  folder = await makeFolder();
  product = await startProduct(join(folder, 'data'));
}, 90_000);

afterAll(async () => {
  await product?.stop();
  await removeFolder(folder);
}, 30_000);

const simulate = (...args: string[]) =>
  runCommand(['simulate', '--data-dir', join(folder, 'data'), '--json', ...args]);

test('a simulated fleet enrols, polls and misbehaves until its time is over', async () => {
  // prettier-ignore
  const { code, stdout } = await simulate('--devices', '20', '--poll', '1s', '--duration', '4s', '--misbehave', 'foreign-ca=10%');
  expect(code).toBe(0);
  const summary = JSON.parse(stdout.trim().split('\n').at(-1)!);
  expect(summary).toMatchObject({ event: 'summary', total: { failures: {} } });
  expect(Object.keys(summary.total.answers)).toEqual(['200', '204', '403 certificate_untrusted']);

  const token = await createToken(product, ['devices:read']);
  const admin = adminClient(product.ready.adminUrl, token);
  const { body } = await admin.call('GET', '/v1/devices?limit=100');
  expect(body).toHaveLength(18);
}, 60_000);

test('what cannot be simulated is told in one sentence', async () => {
  const { code, stdout, stderr } = await simulate('--misbehave', 'sulking=10%');
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(
    /^moorgate: there is no misbehaviour "sulking"; there are half-open, .*\n$/,
  );
}, 60_000);
