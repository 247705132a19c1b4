import { joinDatabasePassword } from './database-url.ts';

test.each([
  ['postgres://app@db:5432/main', 'postgres://app:p%40ss%2Fword@db:5432/main'],
  ['postgres://app:old@db/main?password=older', 'postgres://app:p%40ss%2Fword@db/main'],
  ['postgres://app@/main?host=/run', 'postgres://app:p%40ss%2Fword@localhost/main?host=/run'],
])('the password goes into %s', (databaseUrl, expected) => {
  const joined = joinDatabasePassword({ databaseUrl, databasePassword: 'p@ss/word', port: 1 });
  expect(joined).toEqual({ databaseUrl: expected, port: 1 });
});

test.each([
  ['there is no other password', 'postgres://app:own@/main?host=/run', undefined],
  ['there is no address', undefined, 'p@ss/word'],
])('an address stays as it is where %s', (_where, databaseUrl, databasePassword) => {
  expect(joinDatabasePassword({ databaseUrl, databasePassword })).toEqual({ databaseUrl });
});
