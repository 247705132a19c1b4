import { type ApiGround, startApiGround } from '../../test-support/api-ground.ts';

let ground: ApiGround;
beforeAll(async () => {
  ground = await startApiGround();
});
afterAll(() => ground.close());

test('runners are registered with a token that is printed alone, listed, and deleted after a yes', async () => {
  const create = ['runners', 'create', 'mill', '--host-tag', 'arm64', '--host-tag', 'big'];
  const { code, stdout } = await ground.run(create);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^mgt_rnr_\w+\n$/)]);
  expect((await ground.run(create)).stderr).toContain('(runner_exists)');
  const { stdout: list } = await ground.run(['runners', 'list']);
  expect(list).toMatch(/^mill +arm64 big .* never /m);
  expect((await ground.run(['runners', 'delete', 'mill'], { answers: ['n'] })).code).toBe(1);
  expect((await ground.run(['runners', 'delete', 'mill', '--yes'])).code).toBe(0);
  expect((await ground.run(['runners', 'delete', 'mill', '--yes'])).code).toBe(5);
});

test('builds are listed, shown, cancelled and started again', async () => {
  const definition = { timeout: 5, triggers: [{ name: 'nightly', runs: [{ name: 'only' }] }] };
  const { token } = await ground.addUser();
  const answer = await fetch(`${ground.url}/projects/acme/lmp/builds/`, {
    method: 'POST',
    headers: { 'OSF-TOKEN': token, 'Content-Type': 'application/json' },
    body: JSON.stringify({ reason: 'it is night', 'project-definition': definition }),
  });
  expect(answer.status).toBe(201);
  expect((await ground.run(['builds', 'list'])).stdout).toMatch(
    /^1 +QUEUED +nightly .*it is night/m,
  );
  expect((await ground.run(['builds', 'cancel', '1', 'only'])).code).toBe(0);
  const shown = await ground.run(['builds', 'show', '1']);
  expect(shown.stdout).toMatch(/^runs: +only FAILED: Cancelled by /m);
  for (const words of [['1'], ['1', 'only'], ['1', '--follow']]) {
    const { code, stdout } = await ground.run(['builds', 'console', ...words]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^== Cancelled by \w+\.\n$/)]);
  }
  const again = await ground.run(['builds', 'rerun', '1']);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('(build_not_complete)')]);
  expect((await ground.run(['builds', 'show', '7'])).code).toBe(5);
  expect((await ground.run(['builds', 'show', 'x'])).code).toBe(2);
});
