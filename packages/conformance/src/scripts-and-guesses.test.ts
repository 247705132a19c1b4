/** Scripts that ask for much are served, and whoever guesses passwords or tokens slows nobody else down. */
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { isSoak } from '@moorgate/testing';
import { type CallPlan, type CallReport, type Caller, startCaller } from './support/caller.ts';
import { createToken } from './support/fleet.ts';
import { inWords } from './support/latencies.ts';
import {
  adminPassword,
  makeFolder,
  type Product,
  removeFolder,
  startProduct,
} from './support/product.ts';

const counts = isSoak() ? { seconds: 60, quietMs: 20_000 } : { seconds: 5, quietMs: 3_000 };
const guessesCount = 1_000;
/** So long a script, or a person, waits for an answer at most. */
const patienceMs = 10_000;

/** Everybody has an address of their own, but where it is said otherwise. */
const addresses = { script: '127.0.7.1', person: '127.0.7.2', guesser: '127.0.7.3' };

let folder: string;
let product: Product;
let token: string;
/** Two processes, so that one who has much to do keeps the other from nothing. */
let good: Caller;
let bad: Caller;
beforeAll(async () => {
  folder = await makeFolder();
  product = await startProduct(join(folder, 'data'), { workers: 1 });
  token = await createToken(product, ['devices:read']);
  good = startCaller();
  bad = startCaller();
}, 90_000);
afterAll(async () => {
  await Promise.all([good?.stop(), bad?.stop()]);
  await product?.stop();
  await removeFolder(folder);
}, 60_000);

const plan = (
  from: string,
  perSecond: number,
  more: Pick<CallPlan, 'requests'> & Partial<CallPlan>,
): CallPlan => ({ url: product.ready.adminUrl, from, perSecond, connections: 16, ...more });

const listing = () => ({
  method: 'GET',
  path: '/v1/devices?limit=10',
  headers: { authorization: `Bearer ${token}` },
});
const login = (username: string, password: string) => ({
  method: 'POST',
  path: '/v1/sessions',
  body: { username, password },
});
/** Of somebody who is there, and of others. */
const wrongPasswords = [login('admin', 'wrong horse battery'), login('nobody', 'wrong')];
const wrongToken = { ...listing(), headers: { authorization: 'Bearer guess' } };

const print = (what: string, { latencies, perSecond }: CallReport): void =>
  void process.stderr.write(
    `scripts and guesses: ${what}, ${perSecond.toFixed(0)} a second: ${inWords(latencies)}\n`,
  );

/** Every request was answered in this way, and in time. */
const expectServed = ({ outcomes, latencies }: CallReport, status: number): void => {
  expect(outcomes).toEqual({ [status]: latencies.count });
  expect(latencies.max).toBeLessThan(patienceMs);
};

/** Guesses are answered too, and most are told to wait: there is a limit that others could have met with. */
const expectLimited = ({ outcomes, latencies }: CallReport): void => {
  expect(latencies.count).toBe(guessesCount);
  expect(Object.keys(outcomes)).toEqual(['401', '429']);
  expect(outcomes['429']).toBeGreaterThan(guessesCount / 2);
};

test(
  'a script that sends 200 requests a second with one token is served, every one of them',
  async () => {
    const count = 200 * counts.seconds;
    const report = await good.call(plan(addresses.script, 200, { requests: [listing()], count }))
      .over;
    print('a script', report);
    expect(report.latencies.count).toBe(count);
    expect(report.perSecond).toBeGreaterThan(180);
    expectServed(report, 200);
  },
  counts.seconds * 1_000 + 30_000,
);

test('a token is served at the very address that a thousand wrong tokens and passwords come from', async () => {
  const script = good.call(plan(addresses.guesser, 200, { requests: [listing()] }));
  const guesses = [...wrongPasswords, wrongToken];
  const guessing = plan(addresses.guesser, 500, { requests: guesses, count: guessesCount });
  const guessed = await bad.call(guessing).over;
  const served = await script.stop();
  print('a script at the address of somebody who guesses', served);
  expectLimited(guessed);
  expectServed(served, 200);
}, 60_000);

/** A script, and people who log in, as the one whose password is guessed. */
const startOthers = () => {
  const people = [login('admin', adminPassword)];
  const [script, logins] = [
    good.call(plan(addresses.script, 100, { requests: [listing()] })),
    good.call(plan(addresses.person, 3, { requests: people, connections: 3 })),
  ];
  return {
    stop: async (when: string): Promise<void> => {
      const [listed, loggedIn] = await Promise.all([script.stop(), logins.stop()]);
      print(`${when}, a script`, listed);
      print(`${when}, logins`, loggedIn);
      expectServed(listed, 200);
      expectServed(loggedIn, 201);
    },
  };
};

test(
  'a thousand wrong passwords from one address slow nobody else down',
  async () => {
    const before = startOthers();
    await after(counts.quietMs);
    await before.stop('quiet');
    const beside = startOthers();
    const guessing = plan('127.0.7.4', 500, { requests: wrongPasswords, count: guessesCount });
    const guessed = await bad.call(guessing).over;
    print('wrong passwords', guessed);
    await beside.stop('beside wrong passwords');
    expectLimited(guessed);
  },
  counts.quietMs + 60_000,
);
