import { findSockets } from './open-sockets.ts';

const client = '0: B389027F:9C40 0100007F:20FB 01 00000000:00000000';
const server = '1: 0100007F:20FB B389027F:9C40 01 00000000:00000000';
const closed = '2: B389027F:9C42 0100007F:20FB 06 00000000:00000000';
const another = '3: B489027F:9C40 0100007F:20FB 01 00000000:00000000';

test('names both ends of an open connection once, however often the table repeats their rows', () => {
  const table = [client, server, closed, another, client, server, client].join('\n');
  expect(findSockets(table, '127.2.137.179')).toEqual([
    'B389027F:9C40 0100007F:20FB',
    '0100007F:20FB B389027F:9C40',
  ]);
});
