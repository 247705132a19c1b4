/** The fleet on the screen: the overview, and the list of devices. */
import { declareWith } from '@moorgate/testing';
import {
  consoleBrowser,
  type ConsoleGround,
  startConsoleGround,
  takePictures,
} from '../support/console/console-ground.ts';
import { runCommand } from '../support/product.ts';

declareWith(consoleBrowser, describe)('the console, with a simulated fleet', () => {
  let ground: ConsoleGround;
  beforeAll(async () => {
    ground = await startConsoleGround();
    const { dataDir } = ground.product.ready;
    // prettier-ignore
    const { code, stderr } = await runCommand(
      ['simulate', '--data-dir', dataDir, '--devices', '40', '--poll', '1s', '--duration', '3s', '--misbehave', 'wrong-key=10%', '--json']);
    if (code !== 0) throw new Error(stderr);
  }, 120_000);
  afterAll(() => ground?.close(), 60_000);

  test('says on the overview how many devices are online and refused, and leads to the list behind a number', async () => {
    await ground.atScreen(async (screen) => {
      await screen.visit('/console/');
      await screen.waitForText('40 of 40 devices are online.');
      await screen.waitForText('4 devices are refused for showing another key.');
      await screen.waitForText(/Current\s+0\s/);
      await takePictures(ground, screen, 'overview');
      await screen.click('link', /^40\s*Online$/);
      await screen.waitFor('heading', 'Devices');
      expect(await screen.address()).toBe('/console/devices?seen=online');
    });
  }, 60_000);

  test('filters and orders the list of devices, and says so in the address', async () => {
    await ground.atScreen(async (screen) => {
      await screen.visit('/console/devices');
      await screen.waitFor('button', 'Name');
      await takePictures(ground, screen, 'devices');
      await screen.click('button', 'Last seen');
      await screen.waitFor('columnheader', 'Last seen');
      await screen.click('searchbox', 'Name, UUID or label=value');
      await screen.type('nobody');
      await screen.waitForText('No device fits');
      expect(await screen.address()).toBe('/console/devices?q=nobody&sort=last-seen-asc');
    });
  }, 60_000);

  test('goes by keys alone to the list, along its rows, and into a device', async () => {
    await ground.atScreen(async (screen) => {
      await screen.visit('/console/');
      await screen.waitFor('heading', 'Overview');
      await screen.press('g', 'd');
      await screen.waitFor('heading', 'Devices');
      await screen.waitFor('button', 'Name');
      await screen.waitFor('link', /[0-9a-f]{8}-/);
      await screen.press('j', 'j', 'k');
      expect(await screen.focused()).toMatchObject({ role: 'link' });
      await screen.press('?');
      await screen.waitFor('dialog', 'Keys');
      await screen.press('Escape');
      expect(await screen.focused()).toMatchObject({ role: 'link' });
    });
  }, 60_000);
});
