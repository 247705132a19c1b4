/** A token, from the settings page to the API and back. */
import { declareWith } from '@moorgate/testing';
import {
  consoleBrowser,
  type ConsoleGround,
  startConsoleGround,
  takePictures,
} from '../support/console/console-ground.ts';
import type { Screen } from '../support/console/screen.ts';

declareWith(consoleBrowser, describe)('the page of tokens', () => {
  let ground: ConsoleGround;
  beforeAll(async () => {
    ground = await startConsoleGround();
  }, 120_000);
  afterAll(() => ground?.close(), 60_000);

  const secretOf = async (screen: Screen): Promise<string> =>
    /mgt_[A-Za-z0-9_]+/.exec(await screen.text())![0];
  const listDevices = (token: string): Promise<Response> =>
    fetch(`${ground.product.ready.adminUrl}/devices`, {
      headers: { Authorization: `Bearer ${token}` },
    });

  test('makes a token that lists devices, shows when it was used, and revokes it: by clicks', async () => {
    await ground.atScreen(async (screen) => {
      await screen.visit('/console/settings');
      await screen.waitForText('There is no token yet');
      await screen.click('button', 'New token');
      await screen.type('nightly');
      await screen.click('checkbox', /devices:read$/);
      await takePictures(ground, screen, 'new-token');
      await screen.click('button', 'Make a token');
      await screen.waitForText('It is shown this once');
      const token = await secretOf(screen);
      await screen.click('button', 'I have kept it');
      await screen.waitForText('nightly');
      expect(await screen.text()).not.toContain(token);

      expect((await listDevices(token)).status).toBe(200);
      // Uses are written every ten seconds, and the list is asked for every five.
      await screen.waitForText(/ago|just now/, { ms: 30_000 });
      await takePictures(ground, screen, 'tokens');

      await screen.click('button', 'Revoke nightly');
      await screen.click('button', 'Revoke the token');
      await screen.waitForText('Revoked');
      expect((await listDevices(token)).status).toBe(401);
    });
  }, 60_000);

  test('makes a token by keys alone, and gives the focus back to where it was', async () => {
    await ground.atScreen(async (screen) => {
      await screen.visit('/console/settings/tokens');
      await screen.tabTo('button', 'New token');
      await screen.press('Enter');
      await screen.waitFor('dialog', 'Make a token');
      expect(await screen.focused()).toEqual({ role: 'textbox', name: 'Name' });
      await screen.type('by keys');
      await screen.tabTo(
        'checkbox',
        'See devices, the denied list, keys and enrolments. devices:read',
      );
      await screen.press(' ');
      await screen.tabTo('button', 'Make a token');
      await screen.press('Enter');
      await screen.waitForText('It is shown this once');
      await screen.tabTo('button', 'I have kept it');
      await screen.press('Enter');
      await screen.waitForText('by keys');
      expect(await screen.focused()).toEqual({ role: 'button', name: 'New token' });
    });
  }, 60_000);
});
