/** Docker hosts and applications, on the screen. */
import { declareWith } from '@moorgate/testing';
import {
  consoleBrowser,
  type ConsoleGround,
  startConsoleGround,
  takePictures,
} from '../support/console/console-ground.ts';
import { type ScriptedHosts, startScriptedHosts } from '../support/console/scripted-hosts.ts';

declareWith(consoleBrowser, describe)('applications, on the screen', () => {
  let ground: ConsoleGround;
  let hosts: ScriptedHosts;
  beforeAll(async () => {
    ground = await startConsoleGround();
    hosts = await startScriptedHosts(ground.product);
  }, 120_000);
  afterAll(async () => {
    await hosts?.close();
    await ground?.close();
  }, 60_000);

  test('one is made after an error that keeps what was typed, watched while it is cut off, and reverted: by clicks', async () => {
    const refusal = /^answer: 400 \/v1\/applications$/;
    await ground.atScreen(async (screen) => {
      await screen.visit('/console/applications');
      await screen.waitForText('There is no application yet');
      await screen.click('link', 'New application');
      await screen.click('textbox', 'Name');
      await screen.type('web_old');
      await screen.click('textbox', 'Image');
      await screen.type('busybox');
      for (const name of [/^near\.near-1 /, /^near\.near-2 /, /^far\.far /])
        await screen.click('checkbox', name);
      await screen.click('button', 'Create the application');
      await screen.waitForText('must not end with _tmp or _old');
      await takePictures(ground, screen, 'new-application');
      expect(await screen.focused()).toMatchObject({ role: 'textbox', name: 'Name' });
      await screen.press('Control+a');
      await screen.type('web');
      await screen.click('button', 'Create the application');
      await screen.waitForText('It has come through on 3 hosts');
      await takePictures(ground, screen, 'operation');
      await screen.click('link', 'Go to the application');
      await screen.waitForText('Version 1 is current: busybox.');
      await screen.waitForText(/Running(?:[^]*Running){2}/);
      await takePictures(ground, screen, 'application');
    }, refusal);
    expect(hosts.engines.far.containers.get('web')).toMatchObject({ isRunning: true });

    const release = hosts.hold('near-2', 'containers/create');
    const offline = /^request: net::ERR_INTERNET_DISCONNECTED$/;
    await ground.atScreen(async (screen, tab) => {
      const beOnline = (isOnline: boolean): Promise<unknown> =>
        tab.send('Network.emulateNetworkConditions', {
          ...{ offline: !isOnline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 },
        });
      await beOnline(true);
      await screen.visit('/console/applications/web/update');
      await screen.click('textbox', 'Image');
      await screen.press('Control+a');
      await screen.type('busybox:2');
      await screen.click('button', 'Update the application');
      await screen.waitForText('Creating new container on 3 hosts');
      await screen.waitForText('Under way');
      await takePictures(ground, screen, 'operation-running');
      const address = await screen.address();
      await beOnline(false);
      release();
      await screen.waitForText('The server does not answer');
      await beOnline(true);
      await screen.waitForText('It has come through on 3 hosts');
      expect(await screen.address()).toBe(address);
      await screen.click('link', 'Go to the application');
      await screen.waitForText('Version 2 is current');
      await screen.click('link', 'Deployments');
      await screen.click('button', 'Revert to version 1');
      await screen.click('button', 'Revert the application');
      await screen.waitForText(/Reversion of web[^]*It has come through on 3 hosts/);
    }, offline);
    expect(hosts.engines.far.containers.get('web')?.body).toMatchObject({ Image: 'busybox' });
  }, 60_000);

  test('one is made of a compose file, fails to be updated, and is stopped: by keys alone', async () => {
    await ground.atScreen(async (screen) => {
      await screen.visit('/console/applications/new?kind=compose');
      await screen.waitFor('textbox', 'Name');
      await screen.tabTo('textbox', 'Name');
      await screen.type('shop');
      await screen.tabTo('textbox', 'Compose file');
      await screen.type('{services: {db: {image: busybox}}}');
      await screen.tabTo('checkbox', 'near.near-1 near-1:2375/v1.41 Called at its address');
      await screen.press(' ');
      await screen.tabTo('button', 'Create the application');
      await screen.press('Enter');
      await screen.waitForText('It has come through on 1 host,');
      expect(await screen.focused()).toMatchObject({ role: 'main' });

      await screen.press('g', 'p');
      await screen.waitFor('link', 'shop');
      await screen.tabTo('link', 'shop');
      await screen.press('Enter');
      await screen.waitFor('link', 'Update');
      await screen.tabTo('link', 'Update');
      await screen.press('Enter');
      await screen.waitFor('textbox', 'Compose file');
      await screen.tabTo('textbox', 'Compose file');
      await screen.press('Control+a');
      await screen.type('{services: {db: {image: missing}}}');
      await screen.tabTo('button', 'Update the application');
      await screen.press('Enter');
      await screen.waitForText('It has failed:');
      await takePictures(ground, screen, 'operation-failed');
      await screen.tabTo('link', 'Go to the application');
      await screen.press('Enter');
      await screen.waitForText('Version 1 is current');

      await screen.tabTo('button', 'Stop');
      await screen.press('Enter');
      await screen.waitFor('dialog', 'Stop shop');
      expect(await screen.focused()).toEqual({ role: 'button', name: 'Stop the application' });
      await screen.press('Enter');
      await screen.waitForText(/Stop of shop[^]*It has come through/);
    });
    expect(hosts.engines['near-1'].containers.get('shop_db')).toMatchObject({ isRunning: false });
  }, 60_000);

  test('a host tells how it is reached, what its engine has, and that its beacon is gone', async () => {
    hosts.engines.far.put('by-hand', { isRunning: true, body: { Image: 'busybox' } });
    const silence = /^answer: 50[0-9] \/v1\/docker-hosts\//;
    await ground.atScreen(async (screen) => {
      await screen.visit('/console/');
      await screen.waitFor('heading', 'Overview');
      await screen.press('g', 'p');
      await screen.click('link', 'Docker hosts');
      await screen.waitForText('A tunnel of the device');
      await takePictures(ground, screen, 'hosts');
      await screen.click('link', /^far\.far /);
      await screen.waitForText(`Its beacon is the device ${hosts.device}, which is connected.`);
      await screen.waitForText('by-hand');
      await takePictures(ground, screen, 'host');
      await screen.click('link', 'Images');
      await screen.waitForText('4.2 MB');
      expect(await screen.address()).toMatch(/^\/console\/hosts\/[^/]+\/images$/);
      await hosts.cutTunnel();
      await screen.waitForText('which is not connected', { ms: 20_000 });
      await screen.waitForText('4.2 MB');
    }, silence);
  }, 60_000);
});
