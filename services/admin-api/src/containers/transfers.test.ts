import { randomBytes } from 'node:crypto';
import { type ClientRequest, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import { deactivateUser, revokeToken } from '@moorgate/auth';
import { declareWith } from '@moorgate/testing';
import {
  digestOf,
  type RegistryGround,
  registryPackage,
  runGrantee,
  startRegistryGround,
  type TestToken,
} from './test-support/registry-ground.ts';

const mebibyte = 1_048_576;

declareWith(registryPackage, describe)('an upload or a download that is under way', () => {
  let ground: RegistryGround;
  beforeAll(async () => {
    ground = await startRegistryGround({ tokenSeconds: 2 });
  });
  afterAll(() => ground.close());

  const pushToken = async (holder: TestToken, name: string): Promise<string> =>
    ground.registryToken(holder.token, `repository:${name}:pull,push`);

  interface Upload {
    readonly request: ClientRequest;
    /** The status and when it came; null for a connection that was cut. */
    readonly answered: Promise<{ status: number | null; at: number; place: string }>;
  }

  /** More than fits between the two ends of a connection: when it is sent, somebody reads it. */
  const firstPiece = Buffer.alloc(24 * mebibyte);

  /** Begins to send a body of this length, with the first piece of it. */
  const beginUpload = async (name: string, token: string, bytes: number): Promise<Upload> => {
    const begun = await ground.send(`/v2/${name}/blobs/uploads/`, token, { method: 'POST' });
    const place = String(begun.headers.get('location'));
    const upload = request(new URL(place, ground.app.origin), {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/octet-stream',
        'content-length': bytes,
      },
    });
    const answered = new Promise<{ status: number | null; at: number; place: string }>(
      (resolve) => {
        const settle = (status: number | null, location = ''): void =>
          resolve({ status, at: performance.now(), place: location });
        upload.once('error', () => settle(null));
        upload.once('response', (response) => {
          response.resume();
          settle(response.statusCode ?? null, response.headers.location);
        });
      },
    );
    await new Promise<void>((resolve) => upload.write(firstPiece, () => resolve()));
    return { request: upload, answered };
  };

  const losses: [string, (holder: TestToken) => Promise<unknown>, number][] = [
    ['whose token is revoked', ({ tokenId }) => revokeToken(ground.app.operator, tokenId), 401],
    ['who is deactivated', ({ username }) => deactivateUser(ground.app.operator, username), 401],
    [
      'who loses the right to push',
      ({ username }) =>
        ground.app.db
          .updateTable('users')
          .set({ scopes: ['containers:read'] })
          .where('username', '=', username)
          .execute(),
      403,
    ],
  ];

  test.each(losses)('an upload of somebody %s ends within a second', async (_who, lose, status) => {
    const holder = await ground.newToken(['containers:read-update']);
    const token = await pushToken(holder, 'acme/cut');
    const { request: upload, answered } = await beginUpload('acme/cut', token, 64 * mebibyte);
    await lose(holder);
    const since = performance.now();
    const answer = await answered;
    expect(answer.status).toBe(status);
    expect(answer.at - since).toBeLessThan(1_000);
    upload.destroy();
  });

  test('the upload of a run ends with its credential', async () => {
    const grants = [{ actions: ['pull', 'push'], repositories: ['acme/run'] }] as const;
    ground.runs.set('run-secret', runGrantee('9', grants));
    const token = await ground.registryToken('run-secret', 'repository:acme/run:pull,push');
    const { request: upload, answered } = await beginUpload('acme/run', token, 64 * mebibyte);
    ground.runs.delete('run-secret');
    const since = performance.now();
    const answer = await answered;
    expect(answer.status).toBe(401);
    expect(answer.at - since).toBeLessThan(1_000);
    upload.destroy();
  });

  test('what is whole but for its last byte when the right ends never becomes whole', async () => {
    const holder = await ground.newToken(['containers:read-update']);
    const token = await pushToken(holder, 'acme/last');
    const content = Buffer.alloc(1_000, 'x');
    const digest = digestOf(content);
    const begun = await ground.send('/v2/acme/last/blobs/uploads/', token, { method: 'POST' });
    const place = `${String(begun.headers.get('location'))}&digest=${digest}`;
    const upload = request(new URL(place, ground.app.origin), {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/octet-stream',
        'content-length': content.length,
      },
    });
    const status = new Promise<number | undefined>((resolve) =>
      upload.once('response', (response) => resolve(response.statusCode)),
    );
    await new Promise<void>((resolve) => upload.write(content.subarray(1), () => resolve()));
    await revokeToken(ground.app.operator, holder.tokenId);
    upload.end('x');
    expect(await status).toBe(401);
    const other = await ground.newToken(['containers:read']);
    const puller = await ground.registryToken(other.token, 'repository:acme/last:pull');
    expect((await ground.send(`/v2/acme/last/blobs/${digest}`, puller)).status).toBe(404);
  });

  test('a download of somebody whose token is revoked is cut within a second', async () => {
    const pusher = await ground.newToken(['containers:read-update']);
    const content = randomBytes(48 * mebibyte);
    const digest = await ground.pushBlob('acme/big', await pushToken(pusher, 'acme/big'), content);
    const holder = await ground.newToken(['containers:read']);
    const token = await ground.registryToken(holder.token, 'repository:acme/big:pull');
    const cut = new Promise<void>((resolve) => {
      ground.app.server.once('request', (_request, response: ServerResponse) =>
        response.once('close', () => resolve()),
      );
    });
    const asked = request(new URL(`/v2/acme/big/blobs/${digest}`, ground.app.origin), {
      headers: { authorization: `Bearer ${token}` },
    }).end();
    const [response, first] = await new Promise<[IncomingMessage, number]>((resolve) => {
      asked.once('response', (answer) =>
        answer.once('data', (chunk: Buffer) => {
          answer.pause();
          resolve([answer, chunk.length]);
        }),
      );
    });
    const ended = new Promise<string>((resolve) => {
      response.once('error', () => resolve('cut')).once('end', () => resolve('whole'));
    });
    await revokeToken(ground.app.operator, holder.tokenId);
    const since = performance.now();
    // Whoever takes nothing does not keep the connection by that.
    await cut;
    expect(performance.now() - since).toBeLessThan(1_000);
    let received = first;
    response.on('data', (chunk: Buffer) => (received += chunk.length)).resume();
    expect(await ended).toBe('cut');
    expect(received).toBeLessThan(content.length);
  });

  test('an upload outlives the token for the registry that it began with; the next request needs another one', async () => {
    const holder = await ground.newToken(['containers:read-update']);
    const token = await pushToken(holder, 'acme/slow');
    const { request: upload, answered } = await beginUpload('acme/slow', token, 25 * mebibyte);
    ground.clockOffsetMs = 20_000;
    await after(900);
    upload.end(Buffer.alloc(mebibyte));
    const { status, place } = await answered;
    expect(status).toBe(202);
    const end = `${place}&digest=${digestOf(Buffer.alloc(25 * mebibyte))}`;
    expect((await ground.send(end, token, { method: 'PUT' })).status).toBe(401);
    const next = await pushToken(holder, 'acme/slow');
    expect((await ground.send(end, next, { method: 'PUT' })).status).toBe(201);
    ground.clockOffsetMs = 0;
  });

  test('an upload that its sender gives up ends at the registry, and the next one is taken', async () => {
    const holder = await ground.newToken(['containers:read-update']);
    const token = await pushToken(holder, 'acme/left');
    const { request: upload, answered } = await beginUpload('acme/left', token, 64 * mebibyte);
    upload.destroy();
    expect((await answered).status).toBeNull();
    await ground.pushBlob('acme/left', token, 'another one');
  });

  test('what the registry does not want is told before all of it has come', async () => {
    const holder = await ground.newToken(['containers:read-update']);
    const token = await pushToken(holder, 'acme/unknown');
    const place = '/v2/acme/unknown/blobs/uploads/00000000-0000-4000-8000-000000000000?_state=x';
    const body = Buffer.alloc(24 * mebibyte);
    const answer = await ground.send(place, token, { method: 'PATCH', body });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('BLOB_UPLOAD_INVALID');
  });

  test('memory does not grow with what is passed through', async () => {
    const holder = await ground.newToken(['containers:read-update']);
    const content = Buffer.alloc(200 * mebibyte, 'a');
    const digest = digestOf(content);
    const token = await pushToken(holder, 'acme/large');
    const begun = await ground.send('/v2/acme/large/blobs/uploads/', token, { method: 'POST' });
    const place = `${String(begun.headers.get('location'))}&digest=${digest}`;
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const timer = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }, 10);
    const upload = request(new URL(place, ground.app.origin), {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/octet-stream',
        'content-length': content.length,
      },
    });
    const status = new Promise<number | undefined>((resolve, reject) => {
      upload.once('error', reject).once('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
    });
    for (let start = 0; start < content.length; start += mebibyte)
      if (!upload.write(content.subarray(start, start + mebibyte)))
        await new Promise((resolve) => upload.once('drain', resolve));
    upload.end();
    expect(await status).toBe(201);
    clearInterval(timer);
    expect(most).toBeLessThan(content.length / 2);
  });
});
