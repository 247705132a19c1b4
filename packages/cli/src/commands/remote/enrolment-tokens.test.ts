import { type ApiGround, startApiGround } from '../../test-support/api-ground.ts';

let ground: ApiGround;
beforeAll(async () => {
  ground = await startApiGround();
});
afterAll(() => ground.close());

const create = (...options: string[]) =>
  ground.run(['enrolment-tokens', 'create', '--name', 'line 1', ...options]);

test('a token is printed alone, listed with its limits and without its secret, and revoked', async () => {
  const limits = ['--max-uses', '5', '--expires', '7d', '--group', 'east', '--name-prefix', 'l1-'];
  const made = await create(...limits, '--cidr', '10.0.0.0/8', '--cidr', '192.0.2.1');
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toMatch(/^mgt_enr_\w+\n$/);
  const id = made.stdout.slice(8, 21);
  const list = async (): Promise<string> =>
    (await ground.run(['enrolment-tokens', 'list', '--utc'])).stdout;
  expect(await list()).toMatch(
    new RegExp(`^${id} +line 1 +usable +0/5 +east +l1- +10\\.0\\.0\\.0/8 `, 'm'),
  );
  expect(await list()).not.toContain(made.stdout.trim().slice(22));
  expect((await ground.run(['enrolment-tokens', 'revoke', id])).code).toBe(0);
  expect(await list()).toMatch(new RegExp(`^${id} +line 1 +revoked `, 'm'));
});

test('as JSON the whole object is printed; what is no limit is refused', async () => {
  const { stdout } = await create('-o', 'json');
  expect(JSON.parse(stdout)).toMatchObject({ state: 'usable', 'max-uses': 1, group: null });
  expect((await create('--max-uses', '0')).code).toBe(2);
  expect((await create('--cidr', 'nowhere')).stderr).toContain('invalid_request');
  const missing = await ground.run(['enrolment-tokens', 'revoke', '0123456789abc']);
  expect(missing.stderr).toContain('enrolment_token_not_found');
});
