import { createUser } from '@moorgate/auth';
import { play, readExchange, withoutVolatile } from '../../test-support/replay-example.ts';
import { testPassword } from '../../test-support/test-app.ts';
import { basicOf, useBroker } from './test-support/broker.ts';

const broker = useBroker();
const example = (name: string): URL => new URL(`examples/${name}`, import.meta.url);

const volatile = {
  created_at: /^"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"$/,
  id: /^"[0-9a-f]{24}"$/,
  token: /^"[0-9a-f]{64}"$/,
};

beforeAll(async () => {
  const user = { username: 'user@example.com', password: testPassword, scopes: [] };
  await createUser(broker.app().operator, user);
});

test.each(['add-authorization.http', 'add-authorization-by-curl.http'])(
  'answers the documented request as the documentation shows it: %s',
  async (name) => {
    const exchange = readExchange(example(name), { basic: basicOf('user@example.com').slice(6) });
    const played = await play(broker.app().origin, exchange);
    expect(played.status).toBe(exchange.answer.status);
    expect(withoutVolatile(played.body, volatile)).toBe(
      withoutVolatile(exchange.answer.body, volatile),
    );
  },
);

test('shows a list as XML in the elements of the original, in their order', async () => {
  const { username, basic } = await broker.makeUser();
  const { id, token } = await broker.add(basic, { note: 'a & b' });
  const values = { basic: basic.slice(6), id, token, login: username };
  const exchange = readExchange(example('list-authorizations-xml.http'), values);
  const played = await play(broker.app().origin, exchange);
  expect(played.status).toBe(exchange.answer.status);
  expect(played.headers.get('content-type')).toBe('application/xml; charset=utf-8');
  expect(played.body.trimEnd()).toBe(exchange.answer.body);
});
