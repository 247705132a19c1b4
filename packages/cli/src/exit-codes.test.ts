import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runIn } from './test-support/api-ground.ts';

let server: Server;
let answer: RequestListener;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const whoami = (...options: string[]) =>
  runIn({ MOORGATE_URL: url, MOORGATE_TOKEN: 'x' }, ['whoami', ...options]);

const refuse =
  (status: number): RequestListener =>
  (_request, response) => {
    const headers = { 'Content-Type': 'application/problem+json', 'Retry-After': '100' };
    const problem = {
      type: '/errors/some_code',
      title: 'A title.',
      detail: 'Particulars.\x1b[2J',
      code: 'some_code',
      requestId: 'r-1',
      errors: [{ pointer: '/query/limit', message: 'must be less' }],
    };
    response.writeHead(status, headers).end(JSON.stringify(problem));
  };

test.each([
  [400, 1],
  [401, 3],
  [403, 4],
  [404, 5],
  [408, 7],
  [409, 6],
  [412, 6],
  [413, 1],
  [428, 6],
  [429, 7],
  [500, 1],
  [502, 7],
  [503, 7],
  [504, 7],
])('a server that answers %i makes a command end with %i', async (status, code) => {
  answer = refuse(status);
  expect((await whoami()).code).toBe(code);
});

test('says what, why, where, under which id, and where to read on', async () => {
  answer = refuse(400);
  expect(await whoami()).toEqual({
    code: 1,
    stdout: '',
    stderr: [
      'moorgate: A title. (some_code)',
      'moorgate: Particulars.\\u001b[2J',
      'moorgate: /query/limit must be less',
      'moorgate: the request was r-1',
      `moorgate: what to do: ${url}/errors/some_code`,
      '',
    ].join('\n'),
  });
});

test('ends with 7 when nobody answers in time', async () => {
  answer = () => undefined;
  const { code, stderr } = await whoami('--timeout', '1s');
  expect(code).toBe(7);
  expect(stderr).toBe(`moorgate: ${url} did not answer within 1 s\n`);
});

test.each([
  ['an unknown command', ['devcies']],
  ['an unknown option', ['whoami', '--colour']],
  ['a missing argument', ['devices', 'get']],
  ['a wrong choice', ['whoami', '-o', 'xml']],
  ['a group without a command', ['devices']],
  ['nothing', []],
])('ends with 2 for %s', async (_title, words) => {
  expect((await runIn({}, words)).code).toBe(2);
});

test('ends with 3 where nobody is logged in, and with 0 for help', async () => {
  const home = { HOME: '/nonexistent' };
  const result = await runIn(home, ['devices', 'list']);
  expect(result).toMatchObject({ code: 3, stderr: expect.stringContaining('moorgate login') });
  for (const words of [['--help'], ['help', 'devices'], ['devices', 'list', '--help']])
    expect(await runIn(home, words)).toMatchObject({ code: 0, stderr: '' });
});
