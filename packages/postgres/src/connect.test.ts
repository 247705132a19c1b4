import { changeUrl, socketUrl } from './connect.ts';

test('names the socket’s folder in a form that a URL parser reads', () => {
  const url = new URL(socketUrl('/tmp/moorgate-abc', 'p/w', 'moorgate'));
  expect(url.searchParams.get('host')).toBe('/tmp/moorgate-abc');
  expect(decodeURIComponent(url.password)).toBe('p/w');
});

test('changes the user, the password and the database, and nothing else', () => {
  const changed = changeUrl('postgres://a:b@db.example:6432/one?sslmode=require', {
    user: 'moorgate_admin',
    password: 'c@d/e',
    database: 'two',
  });
  expect(changed).toBe('postgres://moorgate_admin:c%40d%2Fe@db.example:6432/two?sslmode=require');
  expect(changeUrl('postgres://a:b@h/one', { database: 'two' })).toBe('postgres://a:b@h/two');
});

test('takes an address without a host', () => {
  const changes = { user: 'u', password: 'p' };
  expect(changeUrl('postgres://a:b@/one?host=/run', changes)).toBe(
    'postgres://u:p@localhost/one?host=/run',
  );
  expect(changeUrl('postgres:///one?host=/run', changes)).toBe(
    'postgres://u:p@localhost/one?host=/run',
  );
});

test('leaves no user and no password in the query, where a driver would prefer them', () => {
  const url = 'postgres:///one?host=/run&user=owner&password=theirs';
  expect(changeUrl(url, { user: 'u', password: 'p' })).toBe(
    'postgres://u:p@localhost/one?host=%2Frun',
  );
  expect(changeUrl(url, { password: '' })).toBe('postgres://localhost/one?host=%2Frun&user=owner');
});
