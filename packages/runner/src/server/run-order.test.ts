import { readRunOrder } from './run-order.ts';

const order = {
  runId: 'r-1',
  leaseId: 'l-1',
  leaseSeconds: 60,
  factory: 'acme',
  buildId: 7,
  name: 'build-test',
  timeoutSeconds: 60,
  container: null,
  script: 'true',
  params: { A: 'b' },
  secrets: { 'npm.token': 'x' },
  source: {
    url: 'https://server/x.git',
    repository: 'containers',
    ref: 'refs/heads/main',
    commit: 'a'.repeat(40),
  },
  credential: { secret: 's', registryHost: 'h:1', serverUrl: 'https://server' },
  publishes: { apps: true, tags: ['main'], network: false },
  persistentVolumes: {},
};

test('an order is read, whatever a newer server adds to it', () => {
  expect(readRunOrder({ ...order, more: 1 })).toEqual({ order: { ...order, more: 1 } });
});

test.each([
  ['a run whose id is a path', { runId: '../x' }],
  ['a secret whose name is a path', { secrets: { '../../etc/cron.d/x': 'y' } }],
  ['a secret whose name is dots', { secrets: { '..': 'y' } }],
  ['a parameter whose name is none of a variable', { params: { 'A=B': 'c' } }],
  ['sources of another protocol', { source: { ...order.source, url: 'ext::sh -c id' } }],
  ['a commit that is an option', { source: { ...order.source, commit: '--upload-pack=id' } }],
  ['a reference that is an option', { source: { ...order.source, ref: '--upload-pack=id' } }],
  ['a factory that is a path', { factory: '../x' }],
])('%s is refused', (_title, change) => {
  expect(readRunOrder({ ...order, ...change })).toMatchObject({
    order: null,
    reason: expect.stringMatching(/^The order of this run is not one that this runner understands/),
  });
});

test('what can be given back is given back, and what cannot is dropped', () => {
  const given = { runId: 'r-1', leaseId: 'l-1' };
  expect(readRunOrder(given)).toMatchObject({ returnTo: given });
  expect(readRunOrder({ runId: '../x', leaseId: 'l-1' })).toMatchObject({ returnTo: null });
  expect(readRunOrder('x')).toMatchObject({ order: null, returnTo: null });
});
