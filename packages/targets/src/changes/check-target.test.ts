import type { DomainError } from '@moorgate/errors';
import type { JsonObject } from '@moorgate/tuf';
import { checkTargets, type WantedTarget } from './check-target.ts';

const sha256 = 'a'.repeat(64);
const uri = `hub.acme.test/acme/web@sha256:${sha256}`;
const plain = {
  version: '42',
  tags: ['main'],
  hardwareIds: ['intel'],
  docker_compose_apps: { web: { uri } },
};
const wanted = (change: Partial<WantedTarget> = {}, custom: JsonObject = {}): WantedTarget => ({
  name: 'intel-lmp-42',
  bytes: 0,
  sha256,
  custom: { ...plain, ...custom },
  ...change,
});

const issuesOf = (target: WantedTarget): string[] => {
  try {
    checkTargets([target]);
    return [];
  } catch (error) {
    const { code, details } = error as DomainError;
    expect(code).toBe('invalid_request');
    return (details.issues ?? []).map(({ pointer }) => pointer.replace(/^\/body\/targets\//, ''));
  }
};

test('reads the version and the tags, and keeps everything as it came', () => {
  const target = wanted({}, { unknown: [1, { a: null }], 'lmp-ver': '95' });
  expect(checkTargets([target])).toEqual([{ ...target, version: 42, tags: ['main'] }]);
});

test('lets a target be without tags, apps and hardware', () => {
  const bare = wanted({ custom: { version: '42' } });
  expect(checkTargets([bare])).toMatchObject([{ version: 42, tags: [] }]);
});

const refused: readonly (readonly [string, WantedTarget, readonly string[]])[] = [
  ['a version as a number', wanted({}, { version: 42 }), ['custom/version']],
  ['a version that is no number', wanted({}, { version: '4.2' }), ['custom/version']],
  ['a version with a zero before it', wanted({}, { version: '042' }), ['custom/version']],
  ['no version', wanted({ custom: {} }), ['custom/version']],
  ['another version than its name', wanted({}, { version: '43' }), ['custom/version']],
  ['a tag that is none', wanted({}, { tags: ['a b'] }), ['custom/tags']],
  ['tags that are no list', wanted({}, { tags: 'main' }), ['custom/tags']],
  ['hardware that is no text', wanted({}, { hardwareIds: [1] }), ['custom/hardwareIds']],
  ['a short hash', wanted({ sha256: 'a'.repeat(63) }), ['hashes/sha256']],
  ['a hash in capitals', wanted({ sha256: 'A'.repeat(64) }), ['hashes/sha256']],
  ['a length below zero', wanted({ bytes: -1 }), ['length']],
  [
    'an app without a digest',
    wanted({}, { docker_compose_apps: { web: { uri: 'hub/acme/web:latest' } } }),
    ['custom/docker_compose_apps/web'],
  ],
  [
    'an app without a uri',
    wanted({}, { docker_compose_apps: { web: null } }),
    ['custom/docker_compose_apps/web'],
  ],
  [
    'an app whose name leads elsewhere',
    wanted({}, { docker_compose_apps: { '../x': { uri } } }),
    ['custom/docker_compose_apps/../x'],
  ],
  ['apps that are a list', wanted({}, { docker_compose_apps: [] }), ['custom/docker_compose_apps']],
  ['too much said of it', wanted({}, { note: 'x'.repeat(66_000) }), ['custom']],
];

test.each(refused)('refuses %s', (_what, target, pointers) => {
  expect(issuesOf(target)).toEqual(pointers.map((pointer) => `intel-lmp-42/${pointer}`));
});

test.each(['../lmp-42', '-lmp-42', 'a b-42', `${'x'.repeat(130)}-42`])(
  'refuses the name %s',
  (name) => {
    expect(issuesOf(wanted({ name }))).not.toEqual([]);
  },
);
