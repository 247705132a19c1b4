import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestPki } from '@moorgate/testing';
import { type ApiGround, startApiGround } from '../../test-support/api-ground.ts';

let ground: ApiGround;
beforeAll(async () => {
  ground = await startApiGround();
});
afterAll(() => ground.close());

const pki = createTestPki({ factory: 'acme' });
let lastFile = 0;
const fileWith = (pem: string): string => {
  lastFile += 1;
  const file = join(ground.folder, `ca${lastFile}.pem`);
  writeFileSync(file, pem);
  return file;
};
const added = async (...options: string[]): Promise<Record<string, unknown>> => {
  const words = ['device-cas', 'add', fileWith(pki.createCa().certPem), '-o', 'json', ...options];
  return JSON.parse((await ground.run(words)).stdout) as Record<string, unknown>;
};

test('a CA is added from a file, for the factory of its subject or another, and listed', async () => {
  const ca = await added();
  expect(ca).toMatchObject({ factory: 'acme', 'enrolment-policy': 'open', 'retired-at': 0 });
  const other = await added('--factory', 'other', '--enrolment-policy', 'approval');
  expect(other).toMatchObject({ factory: 'other', 'enrolment-policy': 'approval' });
  const { stdout } = await ground.run(['device-cas', 'list']);
  expect(stdout).toMatch(new RegExp(`^${String(ca['id'])} +acme +open .* in use +OU=acme`, 'm'));
  expect(stdout).toMatch(new RegExp(`^${String(other['id'])} +other +approval `, 'm'));
});

test('a CA that is there, a certificate of a device, and a file that is none are refused', async () => {
  const file = fileWith(pki.createCa().certPem);
  expect((await ground.run(['device-cas', 'add', file])).code).toBe(0);
  const again = await ground.run(['device-cas', 'add', file]);
  expect(again).toMatchObject({ code: 6, stderr: expect.stringContaining('device_ca_exists') });
  for (const pem of [pki.issueDevice().certPem, 'nonsense']) {
    const { code, stderr } = await ground.run(['device-cas', 'add', fileWith(pem)]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('device_ca_file_invalid')]);
  }
  const missing = await ground.run(['device-cas', 'add', join(ground.folder, 'nowhere.pem')]);
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be read') });
});

test('a CA is bound anew, retired after a yes, and reinstated', async () => {
  const id = String((await added())['id']);
  const show = async (): Promise<string> =>
    (await ground.run(['device-cas', 'get', id, '--utc'])).stdout;
  const change = ['device-cas', 'change', id];
  expect((await ground.run(change)).code).toBe(2);
  expect((await ground.run([...change, '--enrolment-policy', 'closed'])).code).toBe(2);
  expect((await ground.run([...change, '--enrolment-policy', 'registered'])).code).toBe(0);
  expect(await show()).toMatch(/^policy: +registered$/m);
  const refused = await ground.run(['device-cas', 'retire', id], { answers: ['n'] });
  expect([refused.code, await show()]).toEqual([1, expect.stringMatching(/^state: +in use$/m)]);
  expect((await ground.run(['device-cas', 'retire', id, '--yes'])).code).toBe(0);
  expect(await show()).toMatch(/^state: +retired$/m);
  expect((await ground.run(['device-cas', 'reinstate', id])).code).toBe(0);
  expect(await show()).toMatch(/^retired: +-$/m);
  const unknown = '00000000-0000-4000-8000-000000000000';
  expect((await ground.run(['device-cas', 'get', unknown])).code).toBe(5);
});
