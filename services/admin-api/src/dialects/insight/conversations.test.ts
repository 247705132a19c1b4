/** What the original answers, row by row, as it is recorded. */
import { replayConversation, type ReplayOptions } from '../../test-support/replay-conversation.ts';
import { testPassword } from '../../test-support/test-app.ts';
import { useInsight } from './test-support/insight.ts';

const { app, logIn } = useInsight();

const replay = async (name: string, options: ReplayOptions = {}) => {
  const { username: login, cookie } = await logIn();
  const { origin } = app();
  const values = { login, cookie, origin, password: encodeURIComponent(testPassword) };
  return replayConversation(origin, new URL(`examples/${name}`, import.meta.url), values, options);
};

const pass = () => app().clock.advance(1_000);

test('tokens are made, listed, used and revoked as recorded', async () => {
  await replay('tokens.http', { before: { 'another one with each call': pass } });
});

test('the newer calls answer as recorded', async () => {
  await replay('newer-tokens.http', { before: { 'log in with JSON': pass, 'make one': pass } });
});

test('pages of other sites are answered as recorded', async () => {
  await replay('cross-site.http');
});
