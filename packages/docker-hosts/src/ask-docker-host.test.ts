/** Asking engines in the name of somebody: rights, records and policy. */
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Context } from '@moorgate/auth';
import {
  type AuditRecordRow,
  deleteBeaconPermission,
  listAuditRecordsByTarget,
  upsertBeaconPermission,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { TestBeacon } from '@moorgate/testing';
import { askDockerHost, attachToDockerHost, type DockerRequest } from './ask-docker-host.ts';
import type { DockerHost } from './docker-host.ts';
import type { DockerRefusal } from './policy/docker-policy.ts';
import { createLevelWatch } from './rights/level-watch.ts';
import type { DockerServices } from './services.ts';
import { type DockerGround, openDockerGround } from './test-support/docker-ground.ts';

type User = Context & { readonly userId: string };

let ground: DockerGround;
let beacon: TestBeacon;
let owner: User;
let host: DockerHost;
beforeAll(async () => {
  ground = await openDockerGround();
  beacon = await ground.startBeacon();
  owner = await ground.addUser();
  host = await ground.own(owner, beacon.address, 'lab');
});
afterAll(() => ground.close());

const services = (refuses: readonly DockerRefusal[] = []): DockerServices => ({
  dockerCaller: ground.caller(),
  dockerPolicy: new Set(refuses),
  levelWatch: createLevelWatch(ground.db),
});

const request = (more: Partial<DockerRequest> = {}): DockerRequest => ({
  host: 'lab.boot2docker',
  method: 'GET',
  target: 'version',
  requireStill: () => Promise.resolve(),
  ...more,
});

const records = async (ctx: Context): Promise<readonly AuditRecordRow[]> => {
  const target = { kind: 'docker_host', id: host.address };
  const found = await listAuditRecordsByTarget(ground.db, target);
  return found.filter(({ request_id: id }) => id === ctx.requestId);
};

let lastRequest = 0;
/** The same person in a request of its own. */
const anew = (ctx: User): User => ({ ...ctx, requestId: `request ${String((lastRequest += 1))}` });

test('reading needs one scope, changing another, and both a level on the beacon', async () => {
  beacon.serveDocker((_call, response) => response.end('{}'));
  const reader = await ground.addUser(['docker:read']);
  await expect(askDockerHost(reader, services(), request())).rejects.toMatchObject({
    code: 'beacon_forbidden',
  });
  for (const method of ['POST', 'PUT', 'DELETE'])
    await expect(askDockerHost(reader, services(), request({ method }))).rejects.toMatchObject({
      code: 'scope_missing',
    });
  const { body } = await askDockerHost(owner, services(), request());
  expect(await text(body)).toBe('{}');
});

describe('a change', () => {
  test('is recorded before the engine hears of it, and with its status before the answer', async () => {
    const ctx = anew(owner);
    let before: readonly AuditRecordRow[] = [];
    beacon.serveDocker((_call, response) => {
      void records(ctx).then((found) => {
        before = found;
        response.writeHead(409).end('busy');
      });
    });
    const target = 'containers/web?force=true&secret=abc';
    const { body } = await askDockerHost(ctx, services(), request({ method: 'DELETE', target }));
    const after = {
      beacon: host.beaconId,
      method: 'DELETE',
      path: 'containers/web',
      parameters: { force: 'true' },
    };
    expect(before).toMatchObject([{ action: 'docker_host.change_begun', after }]);
    expect((await records(ctx)).slice(1)).toMatchObject([
      { action: 'docker_host.change_ended', after: { ...after, status: 409 } },
    ]);
    expect(await text(body)).toBe('busy');
    expect(JSON.stringify(await records(ctx))).not.toContain('abc');
  });

  test('whose outcome nobody knows is recorded as that', async () => {
    const ctx = anew(owner);
    beacon.serveDocker(({ request: { socket } }) => socket.destroy());
    const asked = askDockerHost(
      ctx,
      services(),
      request({ method: 'POST', target: 'images/load' }),
    );
    await expect(asked).rejects.toMatchObject({ code: 'docker_call_failed' });
    const [, ended] = await records(ctx);
    expect(ended).toMatchObject({ after: { error: 'docker_call_failed' } });
  });

  test('that is none is not recorded', async () => {
    const ctx = anew(owner);
    beacon.serveDocker((_call, response) => response.end('{}'));
    (await askDockerHost(ctx, services(), request())).body.resume();
    expect(await records(ctx)).toEqual([]);
  });

  test('that the policy refuses reaches no engine', async () => {
    const ctx = anew(owner);
    const before = beacon.requests.length;
    const body = Readable.from([Buffer.from('{"HostConfig":{"Privileged":true}}')]);
    const create = { method: 'POST', target: 'containers/create', body };
    const refused = askDockerHost(ctx, services(['privileged']), request(create));
    await expect(refused).rejects.toMatchObject({ code: 'docker_request_refused' });
    expect(beacon.requests).toHaveLength(before);
    expect(await records(ctx)).toEqual([]);
  });

  test('that the policy lets pass goes on as it was judged', async () => {
    let sent = '';
    beacon.serveDocker((call, response) => {
      void text(call.request).then((body) => {
        sent = body;
        response.writeHead(201).end();
      });
    });
    const body = Buffer.from(' { "Image" : "a", "Image" : "b" } ');
    const create = { method: 'POST', target: 'containers/create', body };
    const answer = await askDockerHost(anew(owner), services(['privileged']), request(create));
    answer.body.resume();
    expect([answer.status, sent]).toEqual([201, '{"Image":"b"}']);
  });
});

describe('what lasts', () => {
  const follow = (ctx: User, more: Partial<DockerRequest> = {}) =>
    askDockerHost(ctx, services(), request({ target: 'containers/x/logs?follow=1', ...more }));
  const permit = (userId: string): Promise<void> =>
    ground.db.transaction().execute((trx) => upsertBeaconPermission(trx, { ...host, userId }, 0));
  const forbid = (userId: string): Promise<void> =>
    ground.db.transaction().execute((trx) => deleteBeaconPermission(trx, { ...host, userId }));
  beforeEach(() => beacon.serveDocker((_call, response) => void response.write('a')));

  test('ends within a second after the level on the beacon is gone, for its holder alone', async () => {
    const [one, other] = [await ground.addUser(), await ground.addUser()];
    for (const { userId } of [one, other]) await permit(userId);
    const [ended, goesOn] = [await follow(one), await follow(other)];
    const reason = text(ended.body).catch((error: unknown) => error);
    await forbid(one.userId);
    const beganMs = performance.now();
    expect(await reason).toMatchObject({ code: 'beacon_forbidden' });
    expect(performance.now() - beganMs).toBeLessThan(1_000);
    expect(goesOn.body.destroyed).toBe(false);
    goesOn.body.destroy();
  });

  test('ends with the credential', async () => {
    let isGone = false;
    const requireStill = (): Promise<void> =>
      isGone ? Promise.reject(fault('credentials_invalid')) : Promise.resolve();
    const { body } = await follow(owner, { requireStill });
    const reason = text(body).catch((error: unknown) => error);
    isGone = true;
    expect(await reason).toMatchObject({ code: 'credentials_invalid' });
  });

  test('ends with whoever asked', async () => {
    const controller = new AbortController();
    const { body } = await follow(owner, { signal: controller.signal });
    const reason = text(body).catch((error: unknown) => error);
    controller.abort();
    expect(await reason).toMatchObject({ code: 'docker_call_failed' });
  });

  test('ends for raw bytes, too', async () => {
    const user = await ground.addUser();
    await permit(user.userId);
    beacon.serveDocker(
      () => {},
      (_call, socket) =>
        socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n'),
    );
    const attach = request({ method: 'POST', target: 'containers/x/attach?stream=1' });
    const outcome = await attachToDockerHost(user, services(), attach);
    if (outcome.kind !== 'upgraded') throw new Error('it was answered');
    const closed = new Promise((resolve) => outcome.socket.once('close', resolve));
    await forbid(user.userId);
    await closed;
  });
});
