import { createOwnOrigin } from './same-origin.ts';

const plain = createOwnOrigin({ publicUrl: undefined, servesHttps: false });
const secure = createOwnOrigin({ publicUrl: undefined, servesHttps: true });
const behindProxy = createOwnOrigin({ publicUrl: 'https://fleet.example/', servesHttps: false });

test.each([
  [plain, { host: 'a:8080', origin: 'http://a:8080' }, 'same'],
  [plain, { host: 'a:8080', origin: 'https://a:8080' }, 'cross'],
  [plain, { host: 'a:8080', origin: 'http://a' }, 'cross'],
  [plain, { host: 'a:8080', origin: 'null' }, 'cross'],
  [plain, { host: 'a:8080' }, 'unknown'],
  [plain, {}, 'unknown'],
  [plain, { host: 'a:8080', referer: 'http://a:8080/page?x=1' }, 'same'],
  [plain, { host: 'a:8080', referer: 'http://b/?http://a:8080/' }, 'cross'],
  [plain, { host: 'a:8080', referer: 'about:blank' }, 'cross'],
  [plain, { host: 'a:8080', origin: 'http://b', referer: 'http://a:8080/' }, 'cross'],
  [secure, { host: 'a', origin: 'https://a' }, 'same'],
  [behindProxy, { host: 'inner:8080', origin: 'https://fleet.example' }, 'same'],
  [behindProxy, { host: 'inner:8080', origin: 'https://inner:8080' }, 'cross'],
  [plain, { 'sec-fetch-site': 'same-origin', origin: 'http://b' }, 'same'],
  [plain, { 'sec-fetch-site': 'none' }, 'same'],
  [plain, { 'sec-fetch-site': 'same-site', host: 'a', origin: 'http://a' }, 'cross'],
  [plain, { 'sec-fetch-site': 'cross-site', host: 'a', origin: 'http://a' }, 'cross'],
  [plain, { 'sec-fetch-site': '' }, 'cross'],
] as const)('judges by the word of the browser, case %#', (own, headers, verdict) => {
  expect(own.judge(headers)).toBe(verdict);
});

test('is secure where browsers come by HTTPS, which a proxy may speak in its place', () => {
  expect([plain.isSecure, secure.isSecure, behindProxy.isSecure]).toEqual([false, true, true]);
});
