import { DomainError, type Issue } from '@moorgate/errors';
import { parseYaml, readDefinition } from './read-definition.ts';
import { selectTrigger } from './select-trigger.ts';

const read = (yaml: string) => readDefinition(parseYaml(Buffer.from(yaml)));
const issuesOf = (yaml: string): Record<string, string> => {
  try {
    read(yaml);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const issues: readonly Issue[] = error.details.issues ?? [];
    return Object.fromEntries(issues.map(({ pointer, message }) => [pointer, message]));
  }
  return {};
};
const withRun = (fields: string): string =>
  `timeout: 5\nscripts: {all: make}\ntriggers: [{name: t, runs: [{name: r, ${fields}}]}]`;

test('a definition has its runs with what they inherit', () => {
  const definition = read(`
timeout: 90
params: {A: 1, B: two}
scripts:
  build: |
    make
triggers:
  - name: containers
    type: simple
    params: {B: 3}
    runs:
      - name: arm
        host-tag: arm64
        container: hub.example/builder:1
        script: build
        params: {C: true}
        persistent-volumes: {cache: /cache}
      - name: empty
webhooks: [{url: "https://hooks.example/x", secret_name: hook, only_failures: true}]
notify:
  webhooks: [{url: "https://hooks.example/y", secret_name: hook}]
`);
  expect(definition).toEqual({
    timeoutSeconds: 5_400,
    triggers: [
      {
        name: 'containers',
        runs: [
          {
            name: 'arm',
            hostTag: 'arm64',
            container: 'hub.example/builder:1',
            script: 'make\n',
            params: { A: '1', B: '3', C: 'true' },
            persistentVolumes: { cache: '/cache' },
            after: [],
          },
          {
            name: 'empty',
            hostTag: null,
            container: null,
            script: '',
            params: { A: '1', B: '3' },
            persistentVolumes: {},
            after: [],
          },
        ],
      },
    ],
    webhooks: [
      { url: 'https://hooks.example/x', secretName: 'hook', onlyFailures: true },
      { url: 'https://hooks.example/y', secretName: 'hook', onlyFailures: false },
    ],
  });
});

test.each([
  ['loop-on: {}', '/triggers/0/runs/0/loop-on', /must be a list/],
  ['loop-on: [{param: A}]', '/triggers/0/runs/0/loop-on/0/values', /at least one value/],
  ['loop-on: [{param: A, values: [[]]}]', '/triggers/0/runs/0/loop-on/0/values/0', /a text/],
  ['loop-on: [{param: "A=B", values: [x]}]', '/triggers/0/runs/0/loop-on/0/param', /a text/],
  ['loop-on: [{param: A, values: [x, y]}]', '/triggers/0/runs', /the name r twice/],
  [
    `loop-on: [${"{param: A, values: ['1','2','3','4','5','6','7','8','9']},".repeat(3)}]`,
    '/triggers/0/runs/0/loop-on',
    /not make more than 200 runs/,
  ],
  ['script-repo: {}', '/triggers/0/runs/0/script-repo', /is not offered here/],
  ['test-grepping: {}', '/triggers/0/runs/0/test-grepping', /is not offered here/],
  ['triggers: [{name: u}]', '/triggers/0/runs/0/triggers/0/name', /must name a trigger/],
  ['triggers: [{name: t}]', '/triggers/0/runs/0/triggers/0/name', /not lead back to itself/],
  ['scirpt: all', '/triggers/0/runs/0/scirpt', /is not known here/],
  ['script: none', '/triggers/0/runs/0/script', /must be the name of one of `scripts`/],
  ['script: toString', '/triggers/0/runs/0/script', /must be the name of one of `scripts`/],
  ['container: "-v /:/host alpine"', '/triggers/0/runs/0/container', /must be a text/],
  ['host-tag: "a b"', '/triggers/0/runs/0/host-tag', /must be a text/],
  ['host-tag: 7', '/triggers/0/runs/0/host-tag', /must be a text/],
  ['params: {"A=B": x}', '/triggers/0/runs/0/params/A=B', /must have a name/],
  ['params: {A: [x]}', '/triggers/0/runs/0/params/A', /must be a text/],
])('a run with %s is refused, and the field is named', (fields, pointer, message) => {
  expect(issuesOf(withRun(fields))).toEqual({
    [pointer]: expect.stringMatching(message) as unknown,
  });
});

test.each([
  ['timeout: 0\ntriggers: [{name: t, runs: [{name: r}]}]', '/timeout'],
  ['timeout: 1441\ntriggers: [{name: t, runs: [{name: r}]}]', '/timeout'],
  ['triggers: [{name: t, runs: [{name: r}]}]', '/timeout'],
  ['timeout: 5', '/triggers'],
  ['timeout: 5\ntriggers: [{name: t}]', '/triggers/0/runs'],
  ['timeout: 5\ntriggers: [{name: t, runs: [{name: r}, {name: r}]}]', '/triggers/0/runs'],
  ['timeout: 5\ntriggers: [{name: t, runs: [{name: ../r}]}]', '/triggers/0/runs/0/name'],
  ['timeout: 5\nemail: {}\ntriggers: [{name: t, runs: [{name: r}]}]', '/email'],
  ['timeout: 5\nscript-repos: {}\ntriggers: [{name: t, runs: [{name: r}]}]', '/script-repos'],
  [
    'timeout: 5\nwebhooks: [{url: "file:///x", secret_name: s}]\ntriggers: [{name: t, runs: [{name: r}]}]',
    '/webhooks/0/url',
  ],
  ['[]', ''],
])('%j is refused', (yaml, pointer) => {
  expect(Object.keys(issuesOf(yaml))).toContain(pointer);
});

test.each(['a: [', 'a: 1\na: 2', '&a [*a, *a]', `x: ${'y'.repeat(300_000)}`])(
  'text %# is no definition',
  (yaml) => {
    expect(() => read(yaml)).toThrow(DomainError);
  },
);

test('references that multiply are no definition', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
  for (let level = 1; level < 9; level += 1) {
    const [before, name] = [level - 1, level].map((one) => 'abcdefghij'.charAt(one));
    bomb.push(`${name!}: &${name!} [${Array.from({ length: 9 }, () => `*${before!}`).join(',')}]`);
  }
  expect(() => read(bomb.join('\n'))).toThrow(/too many references/);
});

test('a run that loops is there once for each combination of its values', () => {
  const { triggers } = read(`
timeout: 5
scripts: {all: make}
triggers:
  - name: t
    params: {A: 0, C: 1}
    runs:
      - name: test-{loop}-x
        script: all
        params: {A: 1}
        loop-on:
          - {param: A, values: ["2.7", 3]}
          - {param: host-tag, values: [arm64, amd64]}
`);
  const params = (A: string) => ({ A, C: '1' });
  expect(triggers[0]?.runs).toMatchObject([
    { name: 'test-2.7-arm64-x', hostTag: 'arm64', params: params('2.7'), script: 'make' },
    { name: 'test-2.7-amd64-x', hostTag: 'amd64', params: params('2.7') },
    { name: 'test-3-arm64-x', hostTag: 'arm64', params: params('3') },
    { name: 'test-3-amd64-x', hostTag: 'amd64', params: params('3') },
  ]);
});

test('a build has the runs of triggers that follow, each behind the one that it follows', () => {
  const { triggers } = read(`
timeout: 5
triggers:
  - name: test
    runs: [{name: unit}, {name: slow, triggers: [{name: report}]}]
  - {name: report, runs: [{name: report}]}
`);
  const runsOf = (name: string) => triggers.find((one) => one.name === name)?.runs ?? [];
  expect(runsOf('test').map(({ name, after }) => [name, after])).toEqual([
    ['unit', []],
    ['slow', []],
    ['report', ['slow']],
  ]);
  expect(runsOf('report')).toHaveLength(1);
});

test('what follows everything waits for what follows its parts', () => {
  const { triggers } = read(`
timeout: 5
triggers:
  - name: containers
    runs:
      - name: build-{loop}
        loop-on: [{param: ARCH, values: [arm, x86]}]
        triggers: [{name: test, run-names: "{name}-on-{loop}"}]
    triggers: [{name: publish}]
  - {name: test, params: {ARCH: none, WHAT: unit}, runs: [{name: unit}]}
  - {name: publish, runs: [{name: publish-compose-apps}]}
`);
  const [build] = triggers;
  expect(build?.runs.map(({ name, after, params }) => [name, after, params['ARCH']])).toEqual([
    ['build-arm', [], 'arm'],
    ['unit-on-arm', ['build-arm'], 'arm'],
    ['build-x86', [], 'x86'],
    ['unit-on-x86', ['build-x86'], 'x86'],
    ['publish-compose-apps', ['build-arm', 'unit-on-arm', 'build-x86', 'unit-on-x86'], undefined],
  ]);
});

test.each([
  [
    'that call runs alike',
    'triggers: [{name: t, runs: [{name: a, triggers: [{name: u}]}, {name: b, triggers: [{name: u}]}]}, {name: u, runs: [{name: x}]}]',
    '/triggers/0/runs',
  ],
  [
    'that follow each other',
    'triggers: [{name: t, runs: [{name: a}], triggers: [{name: u}]}, {name: u, runs: [{name: x}], triggers: [{name: t}]}]',
    '/triggers/1/triggers/0/name',
  ],
  [
    'that give a run a name that is none',
    'triggers: [{name: t, runs: [{name: a, triggers: [{name: u, run-names: "{name}-{x}"}]}]}, {name: u, runs: [{name: x}]}]',
    '/triggers/0/runs',
  ],
  [
    'of more runs than a build may have',
    `triggers: [${Array.from({ length: 20 }, (_one, index) => `{name: t${index}, runs: [{name: "r${index}-{loop}", loop-on: [{param: A, values: [a, b, c]}]${index < 19 ? `, triggers: [{name: t${index + 1}, run-names: "{name}-{loop}"}]` : ''}}]}`).join(', ')}]`,
    '/triggers/0/runs',
  ],
])('triggers %s are refused', (_title, yaml, pointer) => {
  expect(Object.keys(issuesOf(`timeout: 5\n${yaml}`))).toContain(pointer);
});

test('the trigger of a build is the one that it names, or its kind, or the only one', () => {
  const of = (...names: string[]) => ({
    timeoutSeconds: 60,
    webhooks: [],
    triggers: names.map((name) => ({ name, runs: [] })),
  });
  expect(selectTrigger(of('containers', 'containers-main'), 'containers-main').name).toBe(
    'containers-main',
  );
  expect(selectTrigger(of('containers', 'platform'), 'containers-main').name).toBe('containers');
  expect(selectTrigger(of('anything'), 'containers-main').name).toBe('anything');
  expect(() => selectTrigger(of('a', 'b'), 'containers-main')).toThrow(DomainError);
});
