import { usePeople } from '../test-support/use-people.ts';
import { authenticateToken } from '../tokens/authenticate-token.ts';
import { openUseLog } from '../tokens/log-uses.ts';
import { createTokenChecks, type TokenChecks } from '../tokens/token-checks.ts';
import { startSession } from './start-session.ts';

const people = usePeople();
const { keys, clock, operator, makeUser } = people;
const minuteMs = 60_000;
const sessionRestMs = 30 * minuteMs;
const lease = { isHeld: () => true, mayAsk: () => true };

/** What one instance knows; the uses that it sees are written when `write` is called. */
const openInstance = (): { checks: TokenChecks; write: () => Promise<void> } => {
  const uses = openUseLog({ ...operator(), everyMs: 3_600_000 });
  return {
    checks: createTokenChecks({ keys, lease, sessionRestMs, onUse: uses.note }),
    write: uses.close,
  };
};
const logIn = async (): Promise<string> => {
  const { principal } = await makeUser([]);
  const { password } = people;
  return (await startSession(operator(), keys, { username: principal.username, password })).token;
};
const ask = (checks: TokenChecks, text: string) =>
  authenticateToken(operator(), checks, { text, kinds: ['ses'] });
const over = expect.objectContaining({ code: 'credentials_invalid' });

test('a session that nobody uses for the time of a rest has ended, known here or not', async () => {
  const [held, other] = [openInstance(), openInstance()];
  const text = await logIn();
  await ask(held.checks, text);
  clock.advance(sessionRestMs);
  await held.write();
  await expect(ask(held.checks, text)).rejects.toEqual(over);
  await expect(ask(other.checks, text)).rejects.toEqual(over);
});

test('each use begins the rest again, also one at another instance', async () => {
  const [held, other] = [openInstance(), openInstance()];
  const text = await logIn();
  await ask(held.checks, text);
  clock.advance(20 * minuteMs);
  await ask(held.checks, text);
  clock.advance(20 * minuteMs);
  await ask(held.checks, text);
  await held.write();
  clock.advance(20 * minuteMs);
  await ask(other.checks, text);
  await other.write();
  clock.advance(20 * minuteMs);
  expect((await ask(held.checks, text)).credential.kind).toBe('session');
});

test('using it does not make a session outlast its 48 hours', async () => {
  const { checks, write } = openInstance();
  const text = await logIn();
  for (let hours = 0; hours < 48; hours += 0.25) {
    await ask(checks, text);
    clock.advance(15 * minuteMs);
  }
  await write();
  await expect(ask(checks, text)).rejects.toEqual(over);
});
