import { usePeople } from '../test-support/use-people.ts';
import { issueToken } from './issue-token.ts';
import { openUseLog } from './log-uses.ts';

const { db, operator, keys, makeUser } = usePeople();

const lastUseOf = (id: string) =>
  db()
    .selectFrom('tokens')
    .select(['last_used_at', 'last_used_ip', 'last_used_ua'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
const issue = async (): Promise<string> => {
  const owner = await makeUser(['devices:read']);
  return (await issueToken(owner, keys, { name: 'x', scopes: ['devices:read'] })).id;
};
const at = (second: number): Date => new Date(Date.UTC(2026, 2, 1, 12, 0, second));
const use = (tokenId: string, second: number) => ({
  tokenId,
  at: at(second),
  address: '192.0.2.7',
  userAgent: 'curl/8\u0000',
});

test('the last of several uses is written, and at the end what is left', async () => {
  const log = openUseLog({ ...operator(), everyMs: 60_000 });
  const [one, other] = [await issue(), await issue()];
  log.note(use(one, 1));
  log.note(use(one, 2));
  await log.flush();
  log.note(use(other, 3));
  await log.close();
  expect(await lastUseOf(one)).toEqual({
    last_used_at: at(2),
    last_used_ip: '192.0.2.7',
    last_used_ua: 'curl/8',
  });
  expect((await lastUseOf(other)).last_used_at).toEqual(at(3));
});

test('a use that another process has overtaken does not turn the time back', async () => {
  const log = openUseLog({ ...operator(), everyMs: 60_000 });
  const id = await issue();
  for (const second of [5, 4]) {
    log.note(use(id, second));
    await log.flush();
  }
  await log.close();
  expect((await lastUseOf(id)).last_used_at).toEqual(at(5));
});

test('an address that is none, and a client that says nothing, are written as unknown', async () => {
  const log = openUseLog({ ...operator(), everyMs: 60_000 });
  const id = await issue();
  log.note({ tokenId: id, at: at(1), address: 'unknown', userAgent: null });
  await log.close();
  expect(await lastUseOf(id)).toMatchObject({ last_used_ip: null, last_used_ua: null });
});
