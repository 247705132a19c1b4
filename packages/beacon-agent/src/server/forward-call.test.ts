import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { openTestBeacon, type TestBeacon } from '../test-support/open-test-beacon.ts';
import { type ScriptedEngine, startScriptedEngine } from '../test-support/scripted-engine.ts';
import { until } from '../test-support/until.ts';

let one: ScriptedEngine;
let other: ScriptedEngine;
let beacon: TestBeacon;
beforeEach(async () => {
  one = await startScriptedEngine({ name: 'one' });
  other = await startScriptedEngine({ name: 'other', way: 'clear' });
  beacon = await openTestBeacon({ engines: [one.engine, other.engine], callsPerEngine: 4 });
});
afterEach(() => Promise.all([beacon.stop(), one.close(), other.close()]));

const responseTo = async (asked: ReturnType<TestBeacon['begin']>): Promise<IncomingMessage> => {
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return answer;
};
const call = '/d/one:0/v1.41';

describe('a call', () => {
  test('comes to the engine with its method, path, query, fields and body, and without the token', async () => {
    const bodies: Promise<string>[] = [];
    one.answerWith((request, response) => {
      bodies.push(text(request));
      response.end();
    });
    const asked = beacon.begin('POST', `${call}/containers/create?name=a%2Fb&x=%20`, {
      'content-type': 'application/json',
      'x-registry-auth': 'e30=',
      authorization: 'Bearer of-somebody-before',
      connection: 'close, x-hop',
      'x-hop': 'of this connection',
    });
    asked.end('{"Image":"busybox"}');
    await responseTo(asked);
    const [{ method, url, headers } = {} as IncomingMessage] = one.requests;
    expect([method, url]).toEqual(['POST', '/v1.41/containers/create?name=a%2Fb&x=%20']);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-registry-auth': 'e30=',
    });
    expect(Object.keys(headers)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(token|authorization|x-hop)$/)]),
    );
    expect(await bodies[0]).toBe('{"Image":"busybox"}');
  });

  test('comes back with status, reason, fields and body', async () => {
    one.answerWith((_request, response) => {
      response.writeHead(409, 'Is Running', {
        'Content-Type': 'application/json',
        'Api-Version': '1.41',
      });
      response.end('{"message":"it runs"}');
    });
    const asked = beacon.begin('DELETE', `${call}/containers/app`);
    asked.end();
    const answer = await responseTo(asked);
    expect([answer.statusCode, answer.statusMessage]).toEqual([409, 'Is Running']);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'api-version': '1.41',
    });
    expect(await text(answer)).toBe('{"message":"it runs"}');
  });

  test.each(['HEAD', 'GET'])('%s without a body has none at the engine either', async (method) => {
    one.answerWith((_request, response) => void response.writeHead(304).end());
    expect((await beacon.ask(method, `${call}/containers/app/archive`)).status).toBe(304);
    expect(one.requests[0]?.headers).not.toHaveProperty('transfer-encoding');
  });

  test('to an engine at an address of the network goes there', async () => {
    other.answerWith((_request, response) => void response.end('there'));
    const { port } = other.engine;
    expect(await beacon.ask('GET', `/d/127.0.0.1%3A${port}/info`)).toMatchObject({ text: 'there' });
    expect(one.requests).toHaveLength(0);
  });
});

describe('a stream', () => {
  test('is passed on as it comes, in both directions at once', async () => {
    one.answerWith((request, response) => void request.pipe(response));
    const asked = beacon.begin('POST', `${call}/build`);
    asked.write('first');
    const answer = await responseTo(asked);
    const parts = answer.iterator()[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    expect(String((await parts.next()).value)).toBe('first');
    asked.end('second');
    expect(String((await parts.next()).value)).toBe('second');
    expect((await parts.next()).done).toBe(true);
  });

  test('begins with its head, before there is a line to follow', async () => {
    one.answerWith((_request, response) => void response.writeHead(200).flushHeaders());
    const asked = beacon.begin('GET', `${call}/events`);
    asked.end();
    expect((await responseTo(asked)).statusCode).toBe(200);
    asked.destroy();
  });

  test('waits for a reader that is slow, in little memory', async () => {
    let sent = 0;
    const piece = Buffer.alloc(65_536);
    one.answerWith((_request, response) => {
      Readable.from(
        (function* pieces() {
          for (; sent < 512; sent += 1) yield piece;
        })(),
        { objectMode: false },
      ).pipe(response);
    });
    const asked = beacon.begin('GET', `${call}/containers/app/export`);
    asked.end();
    const answer = await responseTo(asked);
    let seen = -1;
    await until('the engine pauses', () => {
      const rests = seen === sent;
      seen = sent;
      return rests;
    });
    expect(sent).toBeLessThan(512);
    let bytes = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) bytes += chunk.length;
    expect(bytes).toBe(512 * 65_536);
  });
});

describe('an engine that answers before it has read all', () => {
  test.each([
    ['and hangs up', true],
    ['and reads no more', false],
  ])('%s: the answer comes through', async (_what, hangsUp) => {
    one.answerWith(({ socket }) => {
      socket.pause();
      socket.write('HTTP/1.1 400 Bad Request\r\nContent-Length: 13\r\n\r\nno such image');
      if (!hangsUp) return;
      // As servers in Go do: they say that they say no more, and are gone half a second later.
      socket.end();
      setTimeout(() => socket.destroy(), 500);
    });
    const asked = beacon.begin('POST', `${call}/images/load`);
    asked.on('error', () => undefined);
    const endless = Readable.from(
      (async function* pieces() {
        for (;;) {
          yield Buffer.alloc(65_536);
          await new Promise(setImmediate);
        }
      })(),
    );
    endless.pipe(asked);
    const answer = await responseTo(asked);
    expect([answer.statusCode, await text(answer)]).toEqual([400, 'no such image']);
    endless.destroy();
    asked.destroy();
  });
});

describe('an engine that answers and is gone', () => {
  test('is heard, although the end of a body is still to be sent', async () => {
    one.answerWith((request) => {
      request.once('data', () => {
        // As engines do that have read a value of JSON: the beacon hears of the end first, and finds nobody to send it to.
        asked.end();
        request.socket.write('HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\nmade');
        request.socket.destroy();
      });
    });
    const asked = beacon.begin('POST', `${call}/containers/app/exec`);
    asked.write('{}');
    const answer = await responseTo(asked);
    expect([answer.statusCode, await text(answer)]).toEqual([201, 'made']);
  });

  test('without an answer is 500 with the reason', async () => {
    one.answerWith((request) => {
      request.once('data', () => {
        asked.end();
        request.socket.destroy();
      });
    });
    const asked = beacon.begin('POST', `${call}/containers/app/exec`);
    asked.write('{}');
    const answer = await responseTo(asked);
    expect([answer.statusCode, await text(answer)]).toEqual([
      500,
      'docker host one:0: the connection was cut\n',
    ]);
  });
});

describe('whoever hangs up', () => {
  test('is followed by the call to the engine, in the middle of an answer and before there is one', async () => {
    one.answerWith((request, response) => {
      if (request.url?.endsWith('/events') === true) response.write('a line\n');
    });
    const calls = ['events', 'containers/app/wait'].map((path) =>
      beacon.begin('GET', `${call}/${path}`),
    );
    for (const asked of calls) asked.on('error', () => undefined).end();
    await until('both are there', () => one.connections() === 2);
    for (const asked of calls) asked.destroy();
    await until('both are gone', () => one.connections() === 0);
  });

  test('in the middle of a body takes it away from the engine', async () => {
    one.answerWith(() => undefined);
    const asked = beacon.begin('POST', `${call}/images/load`);
    asked.on('error', () => undefined).write('a part');
    await until('it is there', () => one.requests.length === 1);
    asked.destroy();
    await until('it is gone', () => one.connections() === 0);
  });
});

describe('an engine', () => {
  test('that breaks off in an answer breaks it off', async () => {
    one.answerWith((_request, response) => {
      response.write('half of');
      setImmediate(() => response.destroy());
    });
    const asked = beacon.begin('GET', `${call}/containers/app/logs`);
    asked.end();
    await expect(text(await responseTo(asked))).rejects.toThrow('aborted');
  });

  test('that is not there is 500 with the reason, and with nothing of what was asked', async () => {
    await one.close();
    one = await startScriptedEngine();
    expect(await beacon.ask('POST', `${call}/images/create?fromSrc=a-secret`)).toMatchObject({
      status: 500,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      text: 'docker host one:0: the socket is not there\n',
    });
  });

  test('that speaks no HTTP is 500 too', async () => {
    one.answerWith(({ socket }) => void socket.end('SSH-2.0-OpenSSH\r\n\r\n'));
    expect(await beacon.ask('GET', `${call}/info`)).toMatchObject({
      status: 500,
      text: 'docker host one:0: the answer is no HTTP\n',
    });
  });

  test('that hangs has its own calls wait, and no others', async () => {
    one.answerWith(() => undefined);
    other.answerWith((_request, response) => void response.end('at once'));
    const waiting = Array.from({ length: 4 }, () => beacon.begin('GET', `${call}/info`));
    for (const asked of waiting) asked.on('error', () => undefined).end();
    await until('its calls wait', () => one.requests.length === 4);
    expect(await beacon.ask('GET', `${call}/info`)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      text: 'docker host one:0: too many calls are under way\n',
    });
    const { port } = other.engine;
    expect(await beacon.ask('GET', `/d/127.0.0.1:${port}/info`)).toMatchObject({ text: 'at once' });
    waiting[0]?.destroy();
    await until('there is room again', () => one.connections() === 3);
    const next = beacon.begin('GET', `${call}/info`);
    next.on('error', () => undefined).end();
    await until('the next one is asked', () => one.requests.length === 5);
    for (const asked of [...waiting, next]) asked.destroy();
  });
});
