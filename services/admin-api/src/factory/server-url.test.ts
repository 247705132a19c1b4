import { hostname } from 'node:os';
import { adviceOnServerUrl, createServerUrl } from './server-url.ts';

const own = hostname().toLowerCase();

describe('where the server is', () => {
  test('a configured address is told to everybody, whatever they call the server', () => {
    const config = { publicUrl: 'https://moorgate.example/', address: '0.0.0.0:8080' };
    const server = createServerUrl(config, false);
    server.listensAt('http://0.0.0.0:8080');
    expect([server.url, server.of('10.0.0.7:8080'), server.of(undefined)]).toEqual([
      'https://moorgate.example',
      'https://moorgate.example',
      'https://moorgate.example',
    ]);
  });

  test('whoever asks is told the name by which they ask, everybody else where it listens', () => {
    const server = createServerUrl({ publicUrl: undefined, address: '127.0.0.1:0' }, true);
    server.listensAt('https://127.0.0.1:41234');
    expect(server.url).toBe('https://127.0.0.1:41234');
    expect(server.of('Mill.example:8080')).toBe('https://mill.example:8080');
    expect(server.of('[::1]:8080')).toBe('https://[::1]:8080');
  });

  test.each([undefined, '', 'a b', 'user@host', 'host/path', 'host?x', 'host:99999'])(
    'a header Host of %p is no name: it listens where it listens',
    (host) => {
      const server = createServerUrl({ publicUrl: undefined, address: '127.0.0.1:8080' }, false);
      expect(server.of(host)).toBe('http://127.0.0.1:8080');
    },
  );

  test.each(['0.0.0.0:8080', ':8080', '[::]:8080'])(
    'at every address (%s) it is known by the name of its host',
    (address) => {
      const server = createServerUrl({ publicUrl: undefined, address }, true);
      expect(server.url).toBe(`https://${own}:8080`);
      server.listensAt('https://[::]:9090');
      expect(server.url).toBe(`https://${own}:9090`);
    },
  );
});

describe('the operator is advised', () => {
  const config = {
    publicUrl: undefined,
    address: '127.0.0.1:8080',
    insecureHttp: false,
    trustedProxies: [],
  };
  const url = 'https://mill:8080';

  test.each([
    ['on loopback', config],
    [
      'with an address',
      { ...config, publicUrl: 'https://moorgate.example', address: ':8080', insecureHttp: true },
    ],
  ])('of nothing %s', (_what, given) => {
    expect(adviceOnServerUrl(given, url)).toBeNull();
  });

  test.each([
    ['MOORGATE_INSECURE_HTTP', { ...config, address: ':8080', insecureHttp: true }],
    ['proxies that are believed', { ...config, trustedProxies: ['10.0.0.0/8'] }],
  ])('to set the address of the proxy, with %s', (_what, given) => {
    const advice = adviceOnServerUrl(given, 'http://mill:8080');
    expect(advice).toMatch(/MOORGATE_ADMIN_URL is not set.* http:\/\//);
  });

  test.each([
    ['where others reach it', { ...config, address: '0.0.0.0:8080' }],
    ['behind a proxy to which it speaks HTTPS', { ...config, trustedProxies: ['10.0.0.0/8'] }],
  ])('of what is told to whom, %s', (_what, given) => {
    expect(adviceOnServerUrl(given, url)).toContain(`webhooks and targets ${url}`);
  });
});
