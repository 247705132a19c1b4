import { randomUUID } from 'node:crypto';
import type { Context, Scope } from '@moorgate/auth';
import { type BuildGround, openBuildGround, testFactory } from '../test-support/build-ground.ts';
import { createBuild } from './create-build.ts';

let ground: BuildGround;
beforeEach(async () => {
  ground = await openBuildGround();
  ground.source.references.set('containers', new Map([['refs/heads/main', 'a'.repeat(40)]]));
});
afterEach(() => ground.close());

/** Somebody with these scopes, for some groups of devices alone where groups are named. */
const as = (scopes: readonly Scope[], groups: ReadonlySet<string> | null = null): Context => ({
  ...ground.ctx,
  principal: {
    kind: 'user',
    userId: randomUUID(),
    username: 'ada',
    scopes: new Set(scopes),
    grants: [{ scopes: new Set(scopes), groups }],
    credential: { kind: 'token', tokenId: randomUUID() },
  },
});

const publishing = ['containers:read-update', 'targets:read-update'] as const;
const ofBranch = { factory: testFactory, triggerName: 'containers-main' } as const;
const missing: unknown = expect.objectContaining({ code: 'scope_missing' });

test('whoever may start builds starts that of a branch as it was pushed', async () => {
  const started = await createBuild(as(['ci:read-update']), ground.services, ofBranch);
  expect(started.buildId).toBe(1);
});

test.each([{ params: { PATH: '/repo/bin:/bin' } }, { secrets: { environment: 'x' } }])(
  'what %j does to apps that are published needs the scopes for that, and for more than some groups',
  async (more) => {
    const request = { ...ofBranch, ...more };
    const tryAs = (ctx: Context) => createBuild(ctx, ground.services, request);
    await expect(tryAs(as(['ci:read-update']))).rejects.toEqual(missing);
    const scopes = ['ci:read-update', ...publishing] as const;
    await expect(tryAs(as(scopes, new Set(['lab'])))).rejects.toEqual(missing);
    expect((await tryAs(as(scopes))).buildId).toBe(1);
  },
);

test('parameters for what publishes nothing need no more than builds do', async () => {
  const file = `containers ${'a'.repeat(40)} build.yml`;
  const yaml = 'timeout: 5\ntriggers: [{name: containers, runs: [{name: test}]}]';
  ground.source.files.set(file, yaml);
  const request = { ...ofBranch, params: { CASES: 'all' } };
  expect((await createBuild(as(['ci:read-update']), ground.services, request)).buildId).toBe(1);
});

test('a definition of one’s own that publishes needs the scopes for that, for more than some groups', async () => {
  const runs = [{ name: 'publish-compose-apps' }];
  const definition = { timeout: 5, triggers: [{ name: 'test', runs }] };
  const tryAs = (ctx: Context) =>
    createBuild(ctx, ground.services, { factory: testFactory, definition });
  await expect(tryAs(as(['ci:read-update']))).rejects.toEqual(missing);
  await expect(tryAs(as(publishing, new Set(['lab'])))).rejects.toEqual(missing);
  expect((await tryAs(as(publishing))).buildId).toBe(1);
});
