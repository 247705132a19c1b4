/** What the original answers, row by row, as it is recorded. */
import {
  replayConversation,
  type ReplayOptions,
  type Values,
} from '../../test-support/replay-conversation.ts';
import { useBroker } from './test-support/broker.ts';

const broker = useBroker();
const { add } = broker;

const replay = async (name: string, more: Values = {}, options: ReplayOptions = {}) => {
  const { username: login, basic } = await broker.makeUser();
  const { origin } = broker.app();
  const values = { login, basic: basic.slice('Basic '.length), origin, ...more };
  await replayConversation(origin, new URL(`examples/${name}`, import.meta.url), values, options);
};

const pass = (seconds: number) => () => {
  broker.app().clock.advance(seconds * 1_000);
};

test('every route answers as recorded', async () => {
  const { id: theirs } = await add((await broker.makeUser()).basic);
  await replay(
    'routes.http',
    { theirs },
    {
      before: {
        'a minute of read': pass(1),
        'a minute of userinfo': pass(1),
        'show what has ended': pass(2),
      },
    },
  );
});

test('whoever asks is answered as recorded', async () => {
  const forget = async (): Promise<void> => {
    const lost = broker.app().db.updateTable('tokens').where('note', '=', 'lost');
    await lost.set({ dialect_terms: null }).execute();
  };
  const before = { 'a token that has ended': pass(2), 'scopes that nobody can read': forget };
  await replay('credentials.http', {}, { before });
});

test.each(['session', 'read', 'userinfo'])('the scope %s does what is recorded', async (scope) => {
  const before = { 'the one that asks': pass(1) };
  await replay(`permissions-${scope}.http`, {}, { before });
});

const domain = `domain/${'a'.repeat(24)}`;
const application = `application/${'b'.repeat(24)}`;

test.each([`${domain}/view`, `${application}/view`])('the scope %s looks as recorded', (scope) =>
  replay('permissions-view.http', { scope }),
);

test.each([
  ...['edit', 'admin'].map((role) => `${domain}/${role}`),
  ...['scale', 'edit', 'admin', 'report_deployments'].map((role) => `${application}/${role}`),
])('the scope %s does what is recorded', (scope) => replay('permissions-edit.http', { scope }));

test('scopes are read, and refused, as recorded', () => replay('scopes.http'));

test('parameters are read as recorded', () =>
  replay('parameters.http', { longest: 'n'.repeat(4_096) }));

test('authorizations are reused as recorded', () =>
  replay(
    'reuse.http',
    {},
    {
      before: {
        'the same again, an hour later': pass(3_600),
        'the newest of several, by a text that means true': pass(0),
        'with more than a quarter of the time left': pass(700),
        'with less': pass(51),
      },
    },
  ));

test('versions, formats and links are answered as recorded', () => replay('versions.http'));

test('what there is is told as recorded, and its client logs in and out', () =>
  replay('discovery.http'));
