import { type ApiGround, startApiGround } from '../../test-support/api-ground.ts';

let ground: ApiGround;
beforeAll(async () => {
  ground = await startApiGround();
});
afterAll(() => ground.close());

interface Line {
  readonly position: number;
  readonly action: string;
  readonly 'target-id': string;
}
const linesOf = (stdout: string): Line[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
const follow = (words: readonly string[], isEnough: (stdout: string) => boolean) =>
  ground.run(['audit', 'follow', '--every', '1s', ...words], { isEnough });

test('shows each new record once as a line of JSON, until Ctrl-C, and goes on behind a position', async () => {
  const before = await ground.addDevice();
  await ground.run(['devices', 'deny', before]);
  const all = await follow(['--after', '0', '-o', 'json'], (text) => text.includes(before));
  expect(all).toMatchObject({ code: 0, stderr: '' });
  const positions = linesOf(all.stdout).map(({ position }) => position);
  expect(positions).toEqual(positions.map((_, index) => index + 1));

  const uuid = await ground.addDevice();
  await ground.run(['devices', 'deny', uuid]);
  const last = String(positions.at(-1));
  const more = await follow(['--after', last, '-o', 'json'], (text) => text.includes(uuid));
  const lines = linesOf(more.stdout);
  expect(lines[0]?.position).toBe(Number(last) + 1);
  expect(lines.find((line) => line['target-id'] === uuid)?.action).toBe('device.denied');
});

test('begins at the end of the chain unless said, and shows tables to people', async () => {
  const uuid = await ground.addDevice();
  // What is denied now is sealed after it has looked where the chain ends.
  const following = follow([], (text) => text.includes(uuid));
  await ground.run(['devices', 'deny', uuid]);
  const { code, stdout } = await following;
  expect(code).toBe(0);
  expect(stdout).toMatch(/^AT +ACTION +ACTOR +ADDRESS +TARGET +CHANGE$/m);
  expect(stdout).toMatch(new RegExp(` device\\.denied .* device ${uuid} `));
});

test('fails at once without a server, a token or the scope', async () => {
  const nowhere = await ground.run(['audit', 'follow'], {
    env: { MOORGATE_URL: 'http://127.0.0.1:9' },
  });
  expect(nowhere.code).toBe(7);
  const { token } = await ground.addUser(['devices:read']);
  for (const words of [[], ['--after', '0']]) {
    const options = { env: { MOORGATE_TOKEN: token } };
    expect((await ground.run(['audit', 'follow', ...words], options)).code).toBe(4);
  }
  expect((await ground.run(['audit', 'follow', '--after', '-1'])).code).toBe(2);
});
