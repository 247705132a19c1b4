/** The frame of the console: coming in, the places, the search, the keys, and the ways out. */
import { declareWith } from '@moorgate/testing';
import {
  consoleBrowser,
  type ConsoleGround,
  logIn,
  startConsoleGround,
} from '../support/console/console-ground.ts';

declareWith(consoleBrowser, describe)('the console', () => {
  let ground: ConsoleGround;
  beforeAll(async () => {
    ground = await startConsoleGround();
  }, 120_000);
  afterAll(() => ground?.close(), 60_000);

  test('is where a browser comes that asks for nothing in particular; a program is told that there is nothing', async () => {
    const { adminUrl } = ground.product.ready;
    const look = (accept: string) => fetch(adminUrl, { headers: { accept }, redirect: 'manual' });
    const [browser, program] = await Promise.all([look('text/html,*/*;q=0.8'), look('*/*')]);
    expect([browser.status, browser.headers.get('location')]).toEqual([303, '/console/']);
    expect(program.status).toBe(404);
  });

  test('logs out, and leads through the login back to where somebody wanted to go', async () => {
    await ground.atScreen(
      async (screen) => {
        await screen.visit('/console/?from=a-link');
        await screen.click('button', 'Logged in as admin');
        await screen.click('button', 'Log out');
        await logIn(screen);
        await screen.waitFor('heading', 'Overview');
        expect(await screen.address()).toBe('/console/?from=a-link');
      },
      // By it the console learns that nobody is logged in.
      /^answer: 401 \/v1\/self$/,
    );
  }, 60_000);

  test('goes to each place by a click, and says where it is', async () => {
    await ground.atScreen(async (screen) => {
      await screen.visit('/console/nowhere');
      await screen.waitFor('heading', 'There is no such page');
      await screen.click('link', 'Overview');
      await screen.waitFor('heading', 'Overview');
      expect(await screen.address()).toBe('/console/');
    });
  }, 60_000);
});
