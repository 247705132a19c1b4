import supertest from 'supertest';
import { recordsOfRefusals } from '../../test-support/refusal-records.ts';
import { setUpSecondFactor } from '../../test-support/set-up-second-factor.ts';
import { testPassword } from '../../test-support/test-app.ts';
import { useInsight } from './test-support/insight.ts';

const { app, send, statusOf } = useInsight();
const path = '/api/authenticate/userpass';

test('a name and a password make a token that never ends', async () => {
  const username = await app().addUser();
  const answer = await send('post', path).type('form').send({ username, password: testPassword });
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    token: expect.stringMatching(/^[0-9a-f]{256}$/),
    expiresOn: '292278994-08-17T07:12:55.807Z',
  });
  expect(await statusOf((answer.body as { token: string }).token)).toBe(200);
});

test('a wrong password makes none, and too many have to wait', async () => {
  const username = await app().addUser();
  for (let count = 0; count < 10; count += 1) {
    const answer = await send('post', path).type('form').send({ username, password: 'wrong' });
    expect([answer.status, Object.keys(answer.body as object)]).toEqual([401, ['error']]);
  }
  const limited = await send('post', path).type('form').send({ username, password: testPassword });
  expect([limited.status, Number(limited.headers['retry-after']) > 0]).toEqual([429, true]);
});

test('an account with a second factor needs a code of it', async () => {
  const username = await app().addUser();
  const nextCode = await setUpSecondFactor(app(), username);
  const fields = { username, password: testPassword };
  expect((await send('post', path).type('form').send(fields)).status).toBe(401);
  const code = nextCode();
  const proved = await send('post', path)
    .type('form')
    .send({ ...fields, 'one-time-code': code });
  expect(proved.status).toBe(200);
  const again = await send('post', path)
    .type('form')
    .send({ ...fields, 'one-time-code': code });
  expect(again.status).toBe(401);
});

test('a page of another site logs nobody in', async () => {
  const username = await app().addUser();
  const answer = await send('post', path, { 'Sec-Fetch-Site': 'cross-site' })
    .type('form')
    .send({ username, password: testPassword });
  expect(answer.status).toBe(403);
});

test('whoever fails is recorded once, and whoever has to wait is counted', async () => {
  const records = await recordsOfRefusals(async (one) => {
    const username = await one.addUser();
    const nextCode = await setUpSecondFactor(one, username);
    const attempt = async (fields: object): Promise<number> => {
      const sent = supertest(one.server).post(path).type('form');
      return (await sent.send({ username, password: testPassword, ...fields })).status;
    };
    const code = nextCode();
    expect(await attempt({})).toBe(401);
    expect(await attempt({ 'one-time-code': code })).toBe(200);
    expect(await attempt({ 'one-time-code': code })).toBe(401);
    for (let count = 0; count < 9; count += 1)
      expect(await attempt({ password: 'wrong' })).toBe(401);
    expect(await attempt({})).toBe(429);
  });
  const own = Array.from({ length: 11 }, () => 'session.refused');
  expect(records).toEqual([...own, 'rate_limited of logInToInsight: 1']);
});
