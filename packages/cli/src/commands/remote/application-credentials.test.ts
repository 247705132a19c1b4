import { type ApiGround, startApiGround } from '../../test-support/api-ground.ts';

let ground: ApiGround;
beforeAll(async () => {
  ground = await startApiGround();
});
afterAll(() => ground.close());

const create = ['application-credentials', 'create', '--name', 'ci', '--scope', 'devices:read'];

/** Makes a credential; answers its client id and its secret. */
const make = async (...options: string[]): Promise<{ id: string; secret: string }> => {
  const { code, stdout } = await ground.run([...create, ...options]);
  expect(code).toBe(0);
  const [id = '', secret = ''] = stdout.split('\n');
  return { id, secret };
};

test('prints the id and the secret of a new one, each on a line, and the secret nowhere else', async () => {
  const { id, secret } = await make('--note', 'n', '--cidr', '127.0.0.0/8', '--expires', '2d');
  expect(id).toMatch(/^[0-9a-z]{13}$/);
  expect(secret).toMatch(/^mgt_app_/);
  const { stdout } = await ground.run(['application-credentials', 'get', id]);
  expect(stdout).toMatch(/^networks: +127\.0\.0\.0\/8$/m);
  expect(stdout).not.toContain(secret);
});

test('makes a public one, which has no secret, with a place for codes', async () => {
  const { id, secret } = await make('--public', '--redirect-uri', 'https://app.example/back');
  expect(secret).toBe('');
  const { stdout } = await ground.run(['application-credentials', 'list', '--all']);
  expect(stdout).toContain(id);
  const shown = await ground.run(['application-credentials', 'get', id]);
  expect(shown.stdout).toMatch(/^redirects to: +https:\/\/app\.example\/back$/m);
});

test('rotates, disables, enables and revokes', async () => {
  const { id, secret } = await make();
  const rotated = await ground.run(['application-credentials', 'rotate', id, '--overlap', '1h']);
  expect(rotated).toMatchObject({ code: 0, stderr: '' });
  expect(rotated.stdout).toMatch(new RegExp(`^${id}\nmgt_app_${id}_\\w+\n$`));
  expect(rotated.stdout).not.toContain(secret);
  const change = (option: string) => ground.run(['application-credentials', 'change', id, option]);
  expect((await change('--disable')).stdout).toMatch(/^state: +disabled$/m);
  expect((await change('--enable')).stdout).toMatch(/^state: +active$/m);
  const narrowed = await ground.run([
    'application-credentials',
    'change',
    id,
    '--scope',
    'devices:delete',
  ]);
  expect(narrowed.code).not.toBe(0);
  expect((await ground.run(['application-credentials', 'revoke', id, '--yes'])).code).toBe(0);
  const shown = await ground.run(['application-credentials', 'get', id]);
  expect(shown.stdout).toMatch(/^state: +revoked$/m);
});
