import { type GitFolder, newRepository } from '@moorgate/testing';
import supertest from 'supertest';
import { startTestApp, type TestApp, testFactory } from '../test-support/test-app.ts';

let app: TestApp;
let folder: GitFolder;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['source:read-update', 'source:create', 'ci:read-update']);
  folder = await newRepository();
  await folder.commit('one', '1');
});
afterAll(async () => {
  await folder.remove();
  expect(app.check.violations).toEqual([]);
  await app.close();
});

const push = async (...refspecs: string[]): Promise<string> => {
  const url = `${app.origin.replace('//', `//x:${token}@`)}/factories/${testFactory}/containers.git`;
  const { code, output } = await folder.git('push', url, ...refspecs);
  expect([output, code]).toEqual([output, 0]);
  return output;
};
const newBranches = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_one, index) => `main:refs/heads/${prefix}${index + 100}`);
const remoteLines = (output: string): string[] =>
  output.split('\n').flatMap((line) => /^remote: (.*\S)\s*$/.exec(line)?.[1] ?? []);

test('whoever pushes more branches than are built at once reads which are left out, and how to build one', async () => {
  const lines = remoteLines(await push(...newBranches('many', 20)));
  expect(lines.slice(0, 3)).toEqual(
    [1, 2, 3].map((id) => expect.stringMatching(new RegExp(`^Build ${id}: http`)) as unknown),
  );
  const names = Array.from({ length: 10 }, (_one, index) => `containers-many${index + 103}`);
  expect(lines[3]).toBe(
    `One push starts at most 3 builds. Not built: ${names.join(', ')} and 7 more`,
  );
  const [, address, body] = /^To build one of them: POST (\S+) with (\{.*\})$/.exec(lines[4]!)!;
  const started = await supertest(app.server)
    .post(new URL(address!).pathname)
    .set('OSF-TOKEN', token)
    .send(JSON.parse(body!) as object);
  expect([started.status, started.body.data.build_id]).toEqual([201, 4]);
  expect(lines).toHaveLength(5);
});

test('a push of no more than those says nothing of a limit', async () => {
  const lines = remoteLines(await push(...newBranches('few', 3)));
  expect(lines).toHaveLength(3);
  expect(lines.join('\n')).not.toContain('at most');
});
