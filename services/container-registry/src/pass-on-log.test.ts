import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createLogger } from '@moorgate/observability';
import { passOnLog } from './pass-on-log.ts';

test('troubles of the registry are told without the paths of requests, mistakes of clients are not', async () => {
  const told: string[] = [];
  const log = createLogger({ service: 'test', stream: { write: (line) => void told.push(line) } });
  const lines = new PassThrough();
  passOnLog(lines, log);
  const request = { 'http.request.id': '1', 'http.request.uri': '/v2/a/b?_state=secret' };
  for (const line of [
    { level: 'warning', msg: 'error authorizing context', ...request },
    {
      level: 'error',
      msg: 'response completed with error',
      'http.response.status': 404,
      ...request,
    },
    {
      level: 'error',
      msg: 'no room',
      'http.response.status': 500,
      'err.message': 'full',
      ...request,
    },
    { level: 'warning', msg: 'purged' },
  ])
    lines.write(`${JSON.stringify(line)}\n`);
  lines.end('panic: no certificate\n');
  await finished(lines);
  await new Promise((resolve) => setImmediate(resolve));
  const said = told.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(said).toMatchObject([
    { level: 'error', msg: 'registry: no room', cause: 'full' },
    { level: 'warn', msg: 'registry: purged' },
    { level: 'error', said: 'panic: no certificate' },
  ]);
  expect(told.join('')).not.toContain('secret');
});
