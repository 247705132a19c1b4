/** Which requests a policy stops before an engine hears of them, and what it sends on. */
import { requireDockerTarget } from '../calls/docker-target.ts';
import { isReading, operationOf } from './docker-operation.ts';
import type { DockerPolicy } from './docker-policy.ts';
import { requirePermittedBody, requirePermittedTarget } from './require-permitted.ts';

const policy: DockerPolicy = new Set(['privileged', 'host-namespaces', 'security-options']);
const refused = expect.objectContaining({ code: 'docker_request_refused' }) as unknown as Error;
const ask = (method: string, target: string, rules = policy) =>
  requirePermittedTarget(rules, { method, target: requireDockerTarget(target) });

test.each([
  ['POST', 'plugins/pull?remote=x'],
  ['POST', 'v1.41/swarm/join'],
  ['POST', 'swarm/init'],
  ['POST', 'session'],
  ['GET', 'grpc'],
  ['POST', 'build?networkmode=host'],
  ['POST', 'build?version=2'],
  ['POST', 'build?session=abc'],
  ['POST', 'build?securityopt=%5B%22seccomp%3Dunconfined%22%5D'],
  ['POST', 'libpod/containers/create'],
  ['POST', 'v4.0.0/libpod/containers/create'],
  ['POST', 'whatever'],
])('%s %s is refused, whatever its body says', (method, target) => {
  expect(() => ask(method, target)).toThrow(refused);
  expect(ask(method, target, new Set())).toEqual({ kind: 'harmless' });
});

test.each([
  ['POST', 'containers/create?name=x', 'container'],
  ['POST', 'v1.47/containers%2Fcreate', 'container'],
  ['PUT', 'containers/create', 'container'],
  ['POST', 'containers/x/update', 'host-config'],
  ['POST', 'containers/x/start', 'host-config'],
  ['POST', 'containers/x/exec', 'command'],
  ['POST', 'services/create', 'service'],
  ['POST', 'services/x/update?version=1', 'service'],
  ['POST', 'volumes/create', 'volume'],
])('the body of %s %s is judged', (method, target, body) => {
  expect(ask(method, target)).toEqual({ kind: 'judged', body });
});

test.each([
  ['GET', 'containers/json'],
  ['POST', 'containers/x/stop'],
  ['POST', 'containers/x/rename?name=y'],
  ['POST', 'images/create?fromImage=x'],
  ['POST', 'build?t=x'],
  ['POST', 'networks/create'],
  ['DELETE', 'containers/x?force=true'],
  ['POST', 'commit?container=x'],
])('%s %s passes', (method, target) => {
  expect(() => ask(method, target)).not.toThrow();
});

test('a request reads by its method, unless a shell is behind it', () => {
  const reads = (method: string, target: string): boolean =>
    isReading(method, requireDockerTarget(target));
  expect(reads('GET', 'containers/x/logs')).toBe(true);
  expect(reads('HEAD', '_ping')).toBe(true);
  expect(reads('GET', 'v1.41/containers/x/attach/ws?stream=1')).toBe(false);
  expect(reads('POST', 'containers/x/wait')).toBe(false);
});

describe('a body', () => {
  const operation = operationOf('POST', requireDockerTarget('containers/create'));
  if (operation.kind !== 'judged') throw new Error('it is judged');
  const send = (text: string | Buffer, contentType?: string): string =>
    Buffer.from(
      requirePermittedBody(policy, operation, { bytes: Buffer.from(text), contentType }),
    ).toString();

  test('goes on as it was judged: of a name that comes twice what counted here', () => {
    const twice = '{"HostConfig":{"Privileged":true},"HostConfig":{"Memory":9007199254740993}}';
    expect(send(twice, 'application/json; charset=utf-8')).toBe(
      '{"HostConfig":{"Memory":9007199254740993}}',
    );
    expect(() => send('{"HostConfig":{},"HOSTCONFIG":{"Privileged":true}}')).toThrow(refused);
  });

  test('that is empty stays empty', () => expect(send('')).toBe(''));

  test.each([
    ['another media type', '{}', 'text/plain', 'unsupported_media_type'],
    ['no JSON', '{', undefined, 'invalid_json'],
    ['two values', '{}{}', undefined, 'invalid_json'],
    ['a text that is no UTF-8', Buffer.from([0x22, 0xff, 0x22]), undefined, 'invalid_json'],
    ['a list', '[]', undefined, 'invalid_request'],
  ])('of %s is refused', (_what, text, contentType, code) => {
    expect(() => send(text, contentType)).toThrow(expect.objectContaining({ code }) as Error);
  });

  test('that is refused says which rule and where', () => {
    const detail =
      '/HostConfig/PidMode: namespaces of the host, or of another container are refused';
    expect(() => send('{"HostConfig":{"PidMode":"host"}}')).toThrow(
      expect.objectContaining({ message: detail }) as Error,
    );
  });
});
