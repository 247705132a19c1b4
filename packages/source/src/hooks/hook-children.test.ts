/** What a push costs in children of Git, by a git that counts how often it is started. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type GitFolder, newRepository } from '@moorgate/testing';
import { requireRepository } from '../repositories/find-repository.ts';
import { beginExchange } from '../serving/begin-exchange.ts';
import { factory, openSourceGround, type SourceGround } from '../test-support/source-ground.ts';

let counted: string;
let ground: SourceGround;
let folder: GitFolder;
let older: string;
let newer: string;
let rounds = 0;

/** Beside its parts, as Git is laid out; each start is a line of `starts`. */
const installCountingGit = async (place: string): Promise<string> => {
  const parts = execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim();
  const ownParts = join(place, 'lib/git-core');
  await mkdir(ownParts, { recursive: true });
  await mkdir(join(place, 'bin'));
  for (const name of await readdir(parts))
    if (name !== 'git') await symlink(join(parts, name), join(ownParts, name));
  const script = `#!/bin/sh\necho "$1" >> "${place}/starts"\nexec "${parts}/git" "$@"\n`;
  const program = join(place, 'bin/git');
  await writeFile(program, script, { mode: 0o755 });
  await symlink(program, join(ownParts, 'git'));
  return program;
};

beforeAll(async () => {
  counted = await mkdtemp(join(tmpdir(), 'moorgate-counted-git-'));
  ground = await openSourceGround({ program: await installCountingGit(counted) });
  folder = await newRepository();
  older = await folder.commit('one', '1');
  newer = await folder.commit('two', '2');
  await ground.push(folder, 'containers', 'main');
});
afterAll(async () => {
  await folder.remove();
  await ground.close();
  await rm(counted, { recursive: true });
});

const none = '0'.repeat(40);
const emptyPack = '5041434b0000000200000000029d08823bd8a8eab510ad6ac75c823cfd3ed31e';

const bodyOf = (commands: readonly string[]): Buffer => {
  const lines = commands.map((command, index) => {
    const line = `${command}${index === 0 ? '\0report-status side-band-64k' : ''}\n`;
    return `${(line.length + 4).toString(16).padStart(4, '0')}${line}`;
  });
  return Buffer.concat([Buffer.from(`${lines.join('')}0000`), Buffer.from(emptyPack, 'hex')]);
};

/** Moves so many branches at once from one commit to the other; answers how often git was started for it. */
const startsOfPush = async (
  count: number,
  [old, next]: readonly [string, string],
  scopes: readonly string[],
): Promise<number> => {
  rounds += 1;
  const refs = Array.from({ length: count }, (_one, index) => `refs/heads/r${rounds}-${index}`);
  if (old !== none) await ground.push(folder, 'containers', ...refs.map((ref) => `${old}:${ref}`));
  const { services } = ground;
  const listeners = {
    onReferencesAsked: () => Promise.resolve(),
    onReferencesMoved: () => Promise.resolve([]),
  };
  await writeFile(join(counted, 'starts'), '');
  const exchange = await beginExchange(
    services,
    { source: services.source, ...listeners },
    {
      repository: await requireRepository(services, { factory, repository: 'containers' }),
      service: 'git-receive-pack',
      isAdvertisement: false,
      headers: { 'content-type': 'application/x-git-receive-pack-request' },
      ...{ user: 'ada', holder: 'token', scopes, signal: new AbortController().signal },
    },
  );
  exchange.input.end(bodyOf(refs.map((ref) => `${old} ${next} ${ref}`)));
  await text(exchange.output);
  const { push } = await exchange.ended;
  expect(push?.moved).toHaveLength(count);
  return (await readFile(join(counted, 'starts'), 'utf8')).split('\n').length - 1;
};

test.each([
  ['made', [none, 'newer'], ['source:create']],
  ['moved', ['older', 'newer'], ['source:read-update', 'source:delete']],
  ['deleted', ['newer', none], ['source:delete']],
] as const)(
  'as many children as for a few branches are started for many that are %s',
  async (_what, names, scopes) => {
    const commitOf = (name: string): string => ({ older, newer })[name] ?? name;
    const [old, next] = [commitOf(names[0]), commitOf(names[1])];
    const few = await startsOfPush(2, [old, next], scopes);
    expect(await startsOfPush(40, [old, next], scopes)).toBe(few);
    expect(few).toBeLessThan(16);
  },
);

test('one more is started for each branch of whoever may move it forward alone', async () => {
  const few = await startsOfPush(2, [older, newer], ['source:read-update']);
  const many = await startsOfPush(40, [older, newer], ['source:read-update']);
  expect(many - few).toBe(38);
});
