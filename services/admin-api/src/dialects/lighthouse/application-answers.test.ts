/** What the answers of engines come to in a stream, and which hosts a stage goes on with. */
import type { EngineMishap } from '@moorgate/testing';
import {
  finalized,
  orderedLinesOf,
  type Said,
  stageLines,
  stageOnAll,
} from './test-support/applications/read-lines.ts';
import { useEngines } from './test-support/applications/use-engines.ts';
import { useLighthouse } from './test-support/use-lighthouse.ts';

const lighthouse = useLighthouse();
const { owner, hosts, engines, createOne } = useEngines(lighthouse, 3);

const send = async (method: string, path: string, body?: object): Promise<object[]> =>
  orderedLinesOf(await owner()(method, `/applications/${path}`, body).expect(200));

/** Lets one engine answer the next request of this kind in this way, after it was carried out or instead. */
const answer = (at: number, pattern: RegExp, mishap: EngineMishap): void => {
  const engine = engines()[at]!;
  engine.interfere((call, response, carryOut) => {
    if (!pattern.test(`${call.method} ${call.target}`)) return false;
    engine.interfere(null);
    return mishap(call, response, carryOut);
  });
};

/** Does what is asked, and says something else. */
const saying =
  (status: number, text = ''): EngineMishap =>
  (_call, response, carryOut) => {
    carryOut({ writeHead: () => ({ end: () => response.writeHead(status).end(text) }) } as never);
    return true;
  };

const refusing =
  (status: number, text = ''): EngineMishap =>
  (_call, response) => {
    response.writeHead(status).end(text);
    return true;
  };

test('of three hosts that answer 200, 500 and 300, the second has failed and the others are undone', async () => {
  const app = await createOne();
  const start = /\/start$/;
  const long = 'y'.repeat(80);
  answer(0, start, saying(200, long));
  answer(1, start, refusing(500, `${long}abc`));
  answer(2, start, saying(300));
  const [first = '', second = '', third = ''] = hosts();
  expect(await send('POST', `start/${app}`)).toEqual([
    ...stageLines('Starting application', `POST containers/${app}/start`, [
      [first, 'OK', 200, long],
      [second, 'Error', 500, `${long}...`],
      [third, 'Warning', 300],
    ]),
    ...stageOnAll('Rolling back', `POST containers/${app}/stop`, {
      hosts: [first, third],
      said: ['OK', 204],
    }),
    finalized,
  ]);
});

test.each([
  [299, 'OK'],
  [304, 'Warning'],
  [399, 'Warning'],
  [400, 'Error'],
  [409, 'Error'],
])('%i of an engine is %s', async (status, said) => {
  const app = await createOne();
  answer(0, /\/start$/, saying(status));
  const [line] = (await send('POST', `start/${app}`)).slice(1, 2);
  expect(line).toMatchObject({ Status: said, Code: status, Message: '', Instance: hosts()[0] });
});

test('a host that does not answer has failed with 500 and a sentence of ours', async () => {
  const app = await createOne();
  answer(0, /\/start$/, (_call, response) => {
    response.socket?.destroy();
    return true;
  });
  const [, line] = await send('POST', `start/${app}`);
  expect(line).toMatchObject({ Status: 'Error', Code: 500, Message: expect.stringMatching(/./) });
});

/** What a pull streams, and what is said of it. */
const pulls: readonly (readonly [what: string, status: number, text: string, said: Said])[] = [
  ['tells its progress', 200, '{"status":"a"}\n{"status":"b"}\n', ['OK', 200]],
  ['says nothing', 200, '', ['OK', 200]],
  [
    'has an error in the middle',
    200,
    '{"error":"no space"}\n{"status":"b"}\n',
    ['Error', 500, 'no space'],
  ],
  [
    'has an error at its end',
    200,
    '{"status":"a"}\n{"error":"no space"}',
    ['Error', 500, 'no space'],
  ],
  ['is no JSON', 200, '{"status":"a"}\n<html>\n', ['Error', 500, 'The answer is no JSON.']],
  ['is 500', 500, '{"message":"why"}', ['Error', 500, 'Docker internal error']],
  ['is 404', 404, '{"message":"why"}', ['Error', 404, '{"message":"why"}']],
];

test.each(pulls)('a pull whose answer %s', async (_what, status, text, said) => {
  const app = await createOne();
  answer(0, /images\/create/, refusing(status, text));
  const [, line] = await send('PUT', `update/${app}?restart=true`, {});
  const [Status, Code, Message = ''] = said;
  expect(line).toMatchObject({ Status, Code, Message, Instance: hosts()[0] });
});

test('a container that is gone is a warning where it is deleted, and an engine that fails says so by its status alone', async () => {
  const app = await createOne();
  engines()[0]!.containers.delete(app);
  answer(1, /rename\?name=.*_old$/, refusing(503, 'the engine stops'));
  const lines = await send('PUT', `update/${app}`, { Remove: hosts() });
  const [first = '', second = '', third = ''] = hosts();
  const request = `DELETE containers/${app}?force=true`;
  expect(lines.slice(0, 5)).toEqual(
    stageLines('Deleting old containers', request, [
      [first, 'Warning', 404, 'Container did not exist'],
      [second, 'Error', 503],
      [third, 'OK', 204],
    ]),
  );
});
