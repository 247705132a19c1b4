import { parsePinnedReference } from './image-reference.ts';

const sha256 = '0123456789abcdef'.repeat(4);
const at = `@sha256:${sha256}`;

test.each([
  [`hub.acme.test/acme/shellhttpd${at}`, 'acme/shellhttpd'],
  [`127.0.0.1:8080/acme/app${at}`, 'acme/app'],
  [`[::1]:8080/acme/app${at}`, 'acme/app'],
  [`localhost/acme/a/b/c${at}`, 'acme/a/b/c'],
  [`hub.acme.test/acme/app:v1.2${at}`, 'acme/app'],
  [`acme/app${at}`, 'acme/app'],
  [`nginx${at}`, 'nginx'],
])('reads %s', (text, repository) => {
  expect(parsePinnedReference(text)).toEqual({ repository, sha256 });
});

test.each([
  'hub.acme.test/acme/app',
  'hub.acme.test/acme/app:latest',
  `hub.acme.test/acme/app@sha256:${'A'.repeat(64)}`,
  `hub.acme.test/acme/app@sha256:${'a'.repeat(63)}`,
  `hub.acme.test/acme/app@sha512:${'a'.repeat(128)}`,
  `https://hub.acme.test/acme/app${at}`,
  `hub.acme.test/acme/../app${at}`,
  `hub.acme.test/acme/App${at}`,
  `hub.acme.test//app${at}`,
  `hub.acme.test/acme/app${at} `,
  `hub.acme.test/${'a/'.repeat(300)}app${at}`,
  '',
])('knows that %s is none', (text) => {
  expect(parsePinnedReference(text)).toBeNull();
});
