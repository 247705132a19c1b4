import { type ApiGround, startApiGround } from '../../test-support/api-ground.ts';

let ground: ApiGround;
beforeAll(async () => {
  ground = await startApiGround();
});
afterAll(() => ground.close());

test('repositories are listed, created, changed, and deleted after a yes', async () => {
  const listed = await ground.run(['repositories', 'list']);
  expect(listed.stdout).toMatch(/^ci-scripts +master +kept /m);
  const create = ['repositories', 'create', 'docs', '--default-branch', 'trunk', '--keep-history'];
  expect((await ground.run(create)).code).toBe(0);
  const change = ['repositories', 'set-default', 'docs', 'main'];
  expect((await ground.run(change)).code).toBe(0);
  const { stdout } = await ground.run(['repositories', 'get', 'docs', '-o', 'json']);
  expect(JSON.parse(stdout)).toMatchObject({ 'default-branch': 'main', 'keeps-history': true });
  expect((await ground.run(['repositories', 'delete', 'docs'], { answers: [''] })).code).toBe(1);
  expect((await ground.run(['repositories', 'delete', 'docs', '--yes'])).code).toBe(0);
  const gone = await ground.run(['repositories', 'get', 'docs']);
  expect(gone.stderr).toContain('(git_repository_not_found)');
});
