import { readdir } from 'node:fs/promises';
import { request as send } from 'node:http';
import { deactivateUser, issueTokenFor, revokeToken } from '@moorgate/auth';
import { tarArchive } from '@moorgate/testing';
import { startTestApp, type TestApp } from './test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await app.makeTufKeys();
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const archive = tarArchive([
  { name: 'apps/', type: '5' },
  { name: `apps/apps/web/${'a'.repeat(64)}/large`, content: Buffer.alloc(600_000, 'x') },
]);

interface Upload {
  readonly username: string;
  readonly tokenId: string;
  /** What the answer says, and how long after `since` it came. */
  answered(since: number): Promise<{ status: number; code: unknown; afterMs: number }>;
  /** Sends the rest. */
  finish(): void;
}

let count = 0;

/** Begins an upload with a token of its own, and stops in the middle of a file. */
const beginUpload = async (): Promise<Upload> => {
  const username = await app.addUser(['updates:read-update']);
  const wanted = { username, name: 'x', scopes: ['updates:read-update'] } as const;
  const { id: tokenId, token } = await issueTokenFor(app.operator, app.keys, wanted);
  count += 1;
  const path = `/v1/updates/main/slow-${String(count)}?hardware-id=intel`;
  const headers = {
    'OSF-TOKEN': token,
    'Content-Type': 'application/x-tar',
    'Content-Length': archive.length,
  };
  const request = send(`${app.origin}${path}`, { method: 'POST', headers });
  const answer = new Promise<{ status: number; code: unknown; at: number }>((resolve, reject) => {
    request.once('error', reject).once('response', (response) => {
      const at = performance.now();
      const chunks: Buffer[] = [];
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .once('end', () => {
          const text = Buffer.concat(chunks).toString();
          const code = text === '' ? undefined : (JSON.parse(text) as { code?: unknown }).code;
          resolve({ status: response.statusCode ?? 0, code, at });
        });
    });
  });
  const half = archive.length / 2;
  await new Promise<void>((resolve) => request.write(archive.subarray(0, half), () => resolve()));
  return {
    username,
    tokenId,
    answered: async (since) => {
      const { status, code, at } = await answer;
      return { status, code, afterMs: at - since };
    },
    finish: () => void request.end(archive.subarray(half)),
  };
};

const nothingKept = async (): Promise<void> => {
  expect(await app.db.selectFrom('updates').select('name').execute()).toEqual([]);
  expect(await app.db.selectFrom('contents').select('blob_id').execute()).toEqual([]);
  const left = await readdir(app.blobsFolder, { recursive: true, withFileTypes: true });
  expect(left.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual([]);
};

const losses: [string, (upload: Upload) => Promise<unknown>, number, string][] = [
  [
    'whose token is revoked',
    ({ tokenId }) => revokeToken(app.operator, tokenId),
    401,
    'credentials_invalid',
  ],
  [
    'who is deactivated',
    ({ username }) => deactivateUser(app.operator, username),
    401,
    'credentials_invalid',
  ],
  [
    'who loses the right',
    ({ username }) =>
      app.db.updateTable('users').set({ scopes: [] }).where('username', '=', username).execute(),
    403,
    'scope_missing',
  ],
];

test.each(losses)(
  'the upload of somebody %s is stopped within a second, and nothing of it is kept',
  async (_who, lose, status, code) => {
    const upload = await beginUpload();
    await lose(upload);
    const { afterMs, ...answer } = await upload.answered(performance.now());
    expect(answer).toEqual({ status, code });
    expect(afterMs).toBeLessThan(1_000);
    await nothingKept();
  },
);

test.each(losses)(
  'an upload that is whole just after its sender is somebody %s is not kept',
  async (_who, lose, status, code) => {
    const upload = await beginUpload();
    await lose(upload);
    upload.finish();
    expect(await upload.answered(performance.now())).toMatchObject({ status, code });
    await nothingKept();
  },
);

test('an upload that takes longer than the rights are asked for again is received', async () => {
  const upload = await beginUpload();
  setTimeout(upload.finish, 1_000);
  expect(await upload.answered(performance.now())).toMatchObject({ status: 201 });
});
