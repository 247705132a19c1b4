/** A socket for Docker clients, and the engine that is behind it. */
import { once } from 'node:events';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { boot2docker, startTestBeacon, type TestBeacon } from '@moorgate/testing';
import { type AddedBeacon, addBeacon } from '../../test-support/add-beacon.ts';
import {
  type ApiGround,
  type CommandResult,
  startApiGround,
} from '../../test-support/api-ground.ts';

const host = '127.0.0.1:5001/v1.12';
let ground: ApiGround;
let beacon: TestBeacon;
let added: AddedBeacon;
beforeAll(async () => {
  ground = await startApiGround();
  beacon = await startTestBeacon({ token: 'secret', vms: [boot2docker] });
  added = await addBeacon(ground, { address: beacon.address, host });
});
afterAll(async () => {
  await beacon.close();
  await ground.close();
});

/** A proxy that runs, and its end. */
interface RunningProxy {
  readonly socketPath: string;
  /** Presses Ctrl-C. */
  end(): Promise<CommandResult>;
}

const place = async (name: string): Promise<string> => {
  const folder = join(ground.folder, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
};

const startProxy = async (
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningProxy> => {
  const ending = new AbortController();
  const shown = Promise.withResolvers<string>();
  const running = ground.run(['docker-hosts', 'proxy', host, ...words], {
    env: { ...added.env, ...env },
    ending: ending.signal,
    isEnough: (stdout) => {
      const [, path] = /^export DOCKER_HOST=unix:\/\/(.+)\n$/.exec(stdout) ?? [];
      if (path !== undefined) shown.resolve(path);
      return false;
    },
  });
  const failed = running.then(({ stderr }) => Promise.reject(new Error(stderr)));
  failed.catch(() => undefined);
  const socketPath = await Promise.race([shown.promise, failed]);
  return {
    socketPath,
    end: () => {
      ending.abort();
      return running;
    },
  };
};

const begin = ({ socketPath }: RunningProxy, method: string, path: string, headers = {}) =>
  request({ socketPath, method, path, headers, agent: false });

const ask = async (proxy: RunningProxy, method: string, path: string, body?: string) => {
  const asked = begin(proxy, method, path, { 'Content-Type': 'application/json' }).end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, text: await text(answer), headers: answer.headers };
};

test('what comes is asked of the engine, and its answer comes back, both as they are', async () => {
  const proxy = await startProxy(['--socket', join(await place('one'), 'docker.sock')]);
  beacon.serveDocker(({ target, method, request: asked }, response) => {
    void text(asked).then((body) => {
      response.writeHead(409, 'Busy', { 'Content-Type': 'text/plain', 'Api-Version': '1.41' });
      response.end(`${method} ${target} ${body}`);
    });
  });
  const path = '/v1.41/containers/create?name=a%2Fb';
  const answer = await ask(proxy, 'POST', path, '{"Image":"x"}');
  expect([answer.status, answer.text]).toEqual([
    409,
    'POST v1.41/containers/create?name=a%2Fb {"Image":"x"}',
  ]);
  expect(answer.headers['api-version']).toBe('1.41');
  expect(await proxy.end()).toMatchObject({ code: 0 });
});

test('raw connections go both ways, and each direction ends by itself', async () => {
  const proxy = await startProxy(['--socket', join(await place('raw'), 'docker.sock')]);
  beacon.serveDocker(
    (_call, response) => response.end(),
    (_call, socket) => {
      (socket as Socket).allowHalfOpen = true;
      socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
      void text(socket).then((input) => socket.end(`it read ${input}`));
    },
  );
  const headers = { Connection: 'Upgrade', Upgrade: 'tcp', 'Content-Length': '0' };
  const asked = begin(proxy, 'POST', '/v1.41/containers/x/attach?stdin=1', headers);
  asked.on('socket', (socket: Socket) => {
    socket.allowHalfOpen = true;
  });
  asked.end();
  const [, socket] = (await once(asked, 'upgrade')) as [unknown, Socket];
  socket.end('\u0000 raw');
  expect(await text(socket)).toBe('it read \u0000 raw');
  await proxy.end();
});

test('refusals of the server have the form that Docker clients print', async () => {
  const proxy = await startProxy(['--socket', join(await place('refused'), 'docker.sock')]);
  const { status, text: body } = await ask(proxy, 'GET', '/v1.41/../../users');
  expect([status, JSON.parse(body)]).toEqual([
    400,
    { message: expect.stringMatching(/^moorgate: .+ \(invalid_request\)$/) as unknown },
  ]);
  beacon.answerWith((_request, response) => response.destroy());
  const lost = await ask(proxy, 'GET', '/v1.41/info');
  beacon.answerWith(null);
  expect([lost.status, lost.headers['content-type'], JSON.parse(lost.text)]).toEqual([
    503,
    'application/json',
    { message: expect.stringContaining('(docker_call_failed)') as unknown },
  ]);
  await proxy.end();
});

test('Ctrl-C cuts what is under way, and takes the socket away', async () => {
  const session = await place('session');
  const proxy = await startProxy([], { XDG_RUNTIME_DIR: session });
  expect(proxy.socketPath).toMatch(new RegExp(`^${session}/moorgate/docker-.+\\.sock$`));
  expect((await stat(proxy.socketPath)).mode & 0o777).toBe(0o600);
  expect((await stat(join(session, 'moorgate'))).mode & 0o777).toBe(0o700);
  beacon.serveDocker((_call, response) => void response.write('a line\n'));
  const asked = begin(proxy, 'GET', '/v1.41/events').end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const read = text(answer);
  read.catch(() => undefined);
  expect(await proxy.end()).toMatchObject({ code: 0 });
  await expect(read).rejects.toThrow('aborted');
  await expect(stat(proxy.socketPath)).rejects.toThrow('ENOENT');
});

test('a socket that others could open, or that somebody answers at, is refused in one sentence', async () => {
  const open = await place('open');
  await chmod(open, 0o755);
  const inPlace = join(await place('used'), 'docker.sock');
  const proxy = await startProxy(['--socket', inPlace]);
  const failing = [
    { path: join(open, 'docker.sock'), code: 1, words: 'may be entered by others' },
    { path: inPlace, code: 1, words: 'is in use' },
    { path: join(await place('long'), 'x'.repeat(100)), code: 2, words: '107 bytes at most' },
  ];
  for (const { path, code, words } of failing) {
    const command = ['docker-hosts', 'proxy', host, '--socket', path];
    const result = await ground.run(command, { env: added.env });
    expect([result.code, result.stdout]).toEqual([code, '']);
    expect(result.stderr).toContain(words);
  }
  expect(
    await ground.run(['docker-hosts', 'proxy', 'nowhere:1/v1'], { env: added.env }),
  ).toMatchObject({ code: 5, stdout: '' });
  await proxy.end();
});
