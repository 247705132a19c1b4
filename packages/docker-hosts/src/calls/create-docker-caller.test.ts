/** Calls to an engine through a beacon that listens. */
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { deleteBeacon } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { TestBeacon } from '@moorgate/testing';
import type { DockerHost } from '../docker-host.ts';
import { beaconToken, type DockerGround, openDockerGround } from '../test-support/docker-ground.ts';
import type { DockerCall, DockerCaller } from './docker-call.ts';

let ground: DockerGround;
let beacon: TestBeacon;
let host: DockerHost;
let caller: DockerCaller;
beforeAll(async () => {
  ground = await openDockerGround();
  beacon = await ground.startBeacon();
  host = await ground.own(await ground.addUser(), `${beacon.address}/my/beacon`);
  caller = ground.caller();
});
afterAll(() => ground.close());

const get = (more: Partial<DockerCall> = {}): DockerCall => ({
  host,
  method: 'GET',
  target: 'containers/json?all=1',
  ...more,
});
const failedBecause = (detail: string): unknown =>
  expect.objectContaining({
    code: 'docker_call_failed',
    details: expect.objectContaining({ detail }) as unknown,
  });

describe('a call', () => {
  test('goes through the beacon with its token, and its answer comes back as it is', async () => {
    beacon.serveDocker(({ target, request }, response) => {
      expect(request.headers).toMatchObject({ 'content-type': 'application/json' });
      response.writeHead(409, 'Busy', { 'Content-Type': 'text/plain' });
      void text(request).then((body) => response.end(`${target} ${body}`));
    });
    const body = Buffer.from('{"Image":"x"}');
    const sent = { method: 'POST', contentType: 'application/json', body };
    const answer = await caller.call(get({ ...sent, target: 'containers/create?name=a%2Fb' }));
    expect([answer.status, answer.reason]).toEqual([409, 'Busy']);
    expect(answer.headers['content-type']).toBe('text/plain');
    expect(await text(answer.body)).toBe('containers/create?name=a%2Fb {"Image":"x"}');
    const { path, headers } = beacon.requests.at(-1)!;
    expect(path).toBe('/my/beacon/d/127.0.0.1:5001/v1.12/containers/create?name=a%2Fb');
    expect([headers['token'], headers['content-length']]).toEqual([beaconToken, '13']);
  });

  test('asks for the version of its own where it names one', async () => {
    beacon.serveDocker(({ target }, response) => response.end(target));
    const { body } = await caller.call(get({ target: 'v1.47/version' }));
    expect(await text(body)).toBe('v1.47/version');
    expect(beacon.requests.at(-1)?.path).toBe('/my/beacon/d/127.0.0.1:5001/v1.47/version');
  });

  test('streams in both directions at the same time', async () => {
    beacon.serveDocker(({ request }, response) => {
      response.writeHead(200);
      request.pipe(response);
    });
    const chunk = Buffer.alloc(1_048_576, 'x');
    const parts = Array.from({ length: 64 }, () => chunk);
    const body = Readable.from(parts, { objectMode: false });
    const answer = await caller.call(get({ method: 'POST', target: 'images/load', body }));
    let bytes = 0;
    for await (const part of answer.body as AsyncIterable<Buffer>) bytes += part.length;
    expect(bytes).toBe(64 * 1_048_576);
  });

  test('reads no faster than whoever takes the answer', async () => {
    let written = 0;
    beacon.serveDocker((_call, response) => {
      const chunk = Buffer.alloc(65_536);
      const write = (): void => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
      };
      response.on('drain', write);
      write();
    });
    const answer = await caller.call(get({ idleTimeoutMs: 300 }));
    const failure: unknown = await new Promise((resolve) => answer.body.once('error', resolve));
    expect(failure).toEqual(failedBecause('no byte in time'));
    // What fits into the buffers of two sockets, and no more.
    expect(written).toBeLessThan(64 * 1_048_576);
  });

  test.each([
    ['before its answer', () => {}],
    ['within its answer', (response: { write(text: string): unknown }) => void response.write('a')],
  ])('fails after a silence %s', async (_when, begin) => {
    beacon.serveDocker((_call, response) => begin(response));
    const work = caller.call(get({ idleTimeoutMs: 200 })).then(({ body }) => buffer(body));
    await expect(work).rejects.toEqual(failedBecause('no byte in time'));
  });

  test('ends with the reason of whoever ends it', async () => {
    beacon.serveDocker((_call, response) => void response.write('a'));
    const controller = new AbortController();
    const { body } = await caller.call(get({ signal: controller.signal }));
    const read = buffer(body);
    controller.abort(fault('credentials_invalid'));
    await expect(read).rejects.toMatchObject({ code: 'credentials_invalid' });
    await expect(caller.call(get({ signal: controller.signal }))).rejects.toMatchObject({
      code: 'credentials_invalid',
    });
    await expect(caller.call(get({ signal: AbortSignal.abort() }))).rejects.toEqual(
      failedBecause('the call was called off'),
    );
  });

  test('that breaks off says so, and nothing of what was answered', async () => {
    beacon.serveDocker(({ request }) => request.socket.destroy());
    await expect(caller.call(get())).rejects.toEqual(failedBecause('the request failed'));
    beacon.serveDocker((_call, response) => {
      response.write('an inner secret', () => response.destroy());
    });
    const { body } = await caller.call(get());
    await expect(buffer(body)).rejects.toEqual(failedBecause('the request failed'));
    beacon.serveDocker(({ request }) => request.socket.end('an inner secret\r\n\r\n'));
    await expect(caller.call(get())).rejects.toEqual(failedBecause('the answer is no HTTP'));
  });

  test('does not follow a redirect', async () => {
    beacon.serveDocker((_call, response) => response.writeHead(307, { Location: '/' }).end());
    const before = beacon.requests.length;
    const { status, body } = await caller.call(get());
    await buffer(body);
    expect([status, beacon.requests.length]).toEqual([307, before + 1]);
  });

  test.each(['', 'a b', 'a\r\nb', '../x', 'a/%2e%2E/b', 'a//b', '%3Fx', 'a%2563', 'a%', 'ä', '#x'])(
    'for %j is none, and nothing is sent',
    async (target) => {
      const before = beacon.requests.length;
      await expect(caller.call(get({ target }))).rejects.toMatchObject({ code: 'invalid_request' });
      expect(beacon.requests).toHaveLength(before);
    },
  );

  test('is counted while it lasts, and told by how its answer began', async () => {
    const outcomes: string[] = [];
    const counted = ground.caller({
      bounds: { ofProcess: 1, ofBeacon: 1 },
      onBegun: ({ outcome }) => void outcomes.push(outcome),
    });
    beacon.serveDocker((_call, response) => void response.write('a'));
    const { body } = await counted.call(get());
    await expect(counted.call(get())).rejects.toMatchObject({ code: 'service_unavailable' });
    expect(counted.count()).toBe(1);
    await new Promise((resolve) => body.once('close', resolve).destroy());
    expect(counted.count()).toBe(0);
    beacon.serveDocker((_call, response) => response.writeHead(500).end());
    await buffer((await counted.call(get())).body);
    beacon.serveDocker(({ request }) => request.socket.destroy());
    await expect(counted.call(get())).rejects.toMatchObject({ code: 'docker_call_failed' });
    const missing = get({ host: { ...host, beaconId: '00000000-0000-4000-8000-000000000000' } });
    await expect(counted.call(missing)).rejects.toMatchObject({ code: 'docker_host_not_found' });
    expect(outcomes).toEqual(['answered', 'too_many', 'failed', 'unreachable', 'ended']);
  });

  test('to a beacon that is gone finds no host', async () => {
    const other = await ground.startBeacon();
    const gone = await ground.own(await ground.addUser(), other.address);
    await other.close();
    await expect(caller.call(get({ host: gone }))).rejects.toEqual(
      failedBecause('the connection was refused'),
    );
    await ground.db.transaction().execute((trx) => deleteBeacon(trx, gone.beaconId));
    await expect(caller.call(get({ host: gone }))).rejects.toMatchObject({
      code: 'docker_host_not_found',
    });
  });
});

describe('calls at once', () => {
  test('have a bound for each beacon, and one for all', async () => {
    const bounded = ground.caller({ bounds: { ofProcess: 3, ofBeacon: 2 } });
    const other = await ground.startBeacon();
    const otherHost = await ground.own(await ground.addUser(), other.address);
    for (const { serveDocker } of [beacon, other])
      serveDocker((_call, response) => void response.write('a'));
    const held = [await bounded.call(get()), await bounded.call(get())];
    const unavailable = { code: 'service_unavailable' };
    await expect(bounded.call(get())).rejects.toMatchObject(unavailable);
    held.push(await bounded.call(get({ host: otherHost })));
    await expect(bounded.call(get({ host: otherHost }))).rejects.toMatchObject(unavailable);
    await Promise.all(
      held.map(({ body }) => new Promise((resolve) => body.once('close', resolve).destroy())),
    );
    const again = await bounded.call(get({ host: otherHost }));
    again.body.destroy();
  });

  test('that fail leave room for others', async () => {
    const bounded = ground.caller({ bounds: { ofProcess: 1, ofBeacon: 1 } });
    beacon.serveDocker(({ request }) => request.socket.destroy());
    for (let call = 0; call < 3; call += 1)
      await expect(bounded.call(get())).rejects.toEqual(failedBecause('the request failed'));
    const missing = get({ host: { ...host, beaconId: '00000000-0000-4000-8000-000000000000' } });
    for (let call = 0; call < 3; call += 1)
      await expect(bounded.call(missing)).rejects.toMatchObject({ code: 'docker_host_not_found' });
  });
});

describe('a call that asks for raw bytes', () => {
  const attach = (): DockerCall => get({ method: 'POST', target: 'containers/x/attach?stdin=1' });

  test('goes on with them in both directions', async () => {
    beacon.serveDocker(
      () => {},
      (_call, socket) => {
        socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nhello ');
        socket.pipe(socket);
      },
    );
    const outcome = await caller.upgrade(attach());
    if (outcome.kind !== 'upgraded') throw new Error('it was answered');
    expect([outcome.head.status, outcome.head.reason]).toEqual([101, 'UPGRADED']);
    outcome.socket.end('world');
    expect(await text(outcome.socket)).toBe('hello world');
  });

  test('is answered like others where a beacon knows nothing of it', async () => {
    beacon.serveDocker(
      () => {},
      (_call, socket) =>
        socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnone'),
    );
    const outcome = await caller.upgrade(attach());
    if (outcome.kind !== 'answered') throw new Error('it was upgraded');
    expect([outcome.answer.status, await text(outcome.answer.body)]).toEqual([404, 'none']);
  });

  test('is waited for shortly, however long silence may last afterwards', async () => {
    const impatient = ground.caller({
      upgradeTimeoutMs: 100,
      bounds: { ofProcess: 1, ofBeacon: 1 },
    });
    beacon.serveDocker(
      () => {},
      () => undefined,
    );
    const patient = { ...attach(), idleTimeoutMs: 3_600_000 };
    for (let call = 0; call < 2; call += 1)
      await expect(impatient.upgrade(patient)).rejects.toEqual(failedBecause('no byte in time'));
    beacon.serveDocker(
      () => {},
      (_call, socket) => {
        socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n');
        setTimeout(() => socket.end('late'), 300);
      },
    );
    const outcome = await impatient.upgrade(patient);
    if (outcome.kind !== 'answered') throw new Error('it was upgraded');
    expect(await text(outcome.answer.body)).toBe('late');
  });

  test('ends when it is called off', async () => {
    beacon.serveDocker(
      () => {},
      (_call, socket) => {
        socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
      },
    );
    const controller = new AbortController();
    const outcome = await caller.upgrade({ ...attach(), signal: controller.signal });
    if (outcome.kind !== 'upgraded') throw new Error('it was answered');
    const closed = new Promise((resolve) => outcome.socket.once('close', resolve));
    controller.abort();
    await closed;
  });
});
