import type { Scope } from '@moorgate/auth';
import { type GitFolder, newRepository } from '@moorgate/testing';
import { startTestApp, testFactory, type TestApp } from '../test-support/test-app.ts';

let app: TestApp;
let folder: GitFolder;

const path = `/factories/${testFactory}/containers.git`;
const scopes: readonly Scope[] = ['source:read-update', 'source:create', 'source:delete'];
const branches = ['main', 'next'];

const present = async (token: string): Promise<string[]> => {
  const url = `${app.origin.replace('//', `//x:${token}@`)}${path}`;
  const lines = (await folder.must('ls-remote', '--heads', url)).split('\n');
  return lines.flatMap((line) => line.split('refs/heads/')[1] ?? []).sort();
};

beforeAll(async () => {
  app = await startTestApp();
  folder = await newRepository();
  await folder.commit('one', '1');
  const url = `${app.origin.replace('//', `//x:${await app.tokenWith(scopes)}@`)}${path}`;
  await folder.must('push', '-q', url, 'main', 'main:refs/heads/next');
});
afterAll(async () => {
  await folder.remove();
  await app.close();
});

const none = '0'.repeat(40);

/** One command as no client sends it (gitprotocol-pack(5), "Reference Update Request"). */
const command = async (token: string, text: string): Promise<string> => {
  const line = `${text}\0 report-status`;
  const length = (line.length + 4).toString(16).padStart(4, '0');
  const answer = await fetch(`${app.origin}${path}/git-receive-pack`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`x:${token}`)}`,
      'content-type': 'application/x-git-receive-pack-request',
    },
    body: `${length}${line}0000`,
  });
  expect(answer.status).toBe(200);
  return answer.text();
};

test.each(branches)(
  'a command from nothing to nothing does not delete the branch %s, whatever the token may',
  async (branch) => {
    for (const held of [['source:create'], scopes] as const) {
      const token = await app.tokenWith([...held]);
      const answer = await command(token, `${none} ${none} refs/heads/${branch}`);
      expect(answer).toMatch(new RegExp(`ng refs/heads/${branch} `));
    }
    expect(await present(await app.tokenWith(scopes))).toEqual(branches);
  },
);

test('a command from an object that is not there deletes no branch for whoever may only create and move', async () => {
  const token = await app.tokenWith(['source:create', 'source:read-update']);
  const answer = await command(token, `${'1'.repeat(40)} ${none} refs/heads/next`);
  expect(answer).toMatch(/ng refs\/heads\/next /);
  expect(await present(token)).toEqual(branches);
});
