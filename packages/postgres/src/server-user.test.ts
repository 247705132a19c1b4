import { findServerUser } from './server-user.ts';

const root = 'root:x:0:0:root:/root:/bin/bash';
const nobody = 'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin';
const postgres = 'postgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash';
const ada = 'ada:x:1000:1001::/home/ada:/bin/sh';

const nameFor = (lines: string[], clusterOwner: number | null = null): string | undefined =>
  findServerUser(lines.join('\n'), clusterOwner)?.name;

test('prefers postgres to nobody', () => {
  expect(nameFor([root, nobody, postgres])).toBe('postgres');
  expect(nameFor([root, nobody])).toBe('nobody');
});

test('stays with the owner of a database that exists, so that a new account changes nothing', () => {
  expect(nameFor([root, nobody, postgres], 65_534)).toBe('nobody');
  expect(nameFor([root, postgres, ada], 1000)).toBe('ada');
});

test('is never root, even for a database that root owns', () => {
  expect(nameFor([root, postgres], 0)).toBe('postgres');
  expect(nameFor([root])).toBeUndefined();
  expect(nameFor(['postgres:x:0:0::/:/bin/sh'])).toBeUndefined();
});

test('takes the user that an earlier start created', () => {
  expect(nameFor([root, 'moorgate-postgres:x:999:999::/:/bin/false'])).toBe('moorgate-postgres');
});

test('reads nothing into lines that are no accounts', () => {
  expect(nameFor(['', '+::::::', 'postgres', '# postgres:x:1'])).toBeUndefined();
});
