/** Who may connect, decided on the screen: denying, taking off the list, and permitting a key. */
import { declareWith } from '@moorgate/testing';
import {
  consoleBrowser,
  type ConsoleGround,
  startConsoleGround,
  takePictures,
} from '../support/console/console-ground.ts';
import { runCommand } from '../support/product.ts';

declareWith(consoleBrowser, describe)('access, on the screen', () => {
  let ground: ConsoleGround;
  beforeAll(async () => {
    ground = await startConsoleGround();
    const { dataDir } = ground.product.ready;
    // prettier-ignore
    const { code, stderr } = await runCommand(
      ['simulate', '--data-dir', dataDir, '--devices', '10', '--poll', '1s', '--duration', '3s', '--misbehave', 'wrong-key=20%', '--json']);
    if (code !== 0) throw new Error(stderr);
  }, 120_000);
  afterAll(() => ground?.close(), 60_000);

  test('a device is denied with a reason, found on the denied list, and taken off it: by clicks', async () => {
    // What was denied is on record no more: its page asks for it and is told so.
    const gone = /^answer: 404 \/v1\/devices\//;
    await ground.atScreen(async (screen) => {
      await screen.visit('/console/devices');
      await screen.click('link', /[0-9a-f]{8}-/);
      await screen.waitFor('button', 'Deny');
      await takePictures(ground, screen, 'device');
      await screen.click('button', 'Deny');
      await screen.waitForText('everything that it reported');
      await screen.type('stolen from the plant');
      await takePictures(ground, screen, 'deny');
      await screen.click('button', 'Deny the device');
      await screen.waitForText('It was out on every gateway after');
      await screen.click('link', 'Go to the denied list');
      await screen.waitForText('stolen from the plant');
      await takePictures(ground, screen, 'denied');
      await screen.click('button', /^Take off the list: /);
      await screen.click('button', 'Take it off the list');
      await screen.waitForText('may connect again with its key');
      await screen.click('link', 'Go to the device');
      await screen.waitFor('button', 'Deny');
    }, gone);
  }, 60_000);

  test('a key that was refused is permitted: by keys alone', async () => {
    await ground.atScreen(async (screen) => {
      await screen.visit('/console/');
      await screen.waitFor('heading', 'Overview');
      await screen.press('g', 'a');
      await screen.waitForText('on record with another key than the one they showed');
      await screen.waitFor('button', /^Permit this key: /);
      await takePictures(ground, screen, 'refused');
      await screen.press('j');
      expect(await screen.focused()).toMatchObject({ role: 'link' });
      await screen.press('Tab');
      expect(await screen.focused()).toMatchObject({
        role: 'button',
        name: expect.stringMatching(/^Permit this key: /),
      });
      await screen.press('Enter');
      await screen.waitForText('The key is permitted for a day');
    });
  }, 60_000);
});
