/** People, what they may do and what was done, on the screen. */
import { declareWith } from '@moorgate/testing';
import { type AdminClient, adminClient, logIn } from '../support/admin.ts';
import type { Tab } from '../support/chromium.ts';
import {
  consoleBrowser,
  type ConsoleGround,
  startConsoleGround,
  takePictures,
} from '../support/console/console-ground.ts';
import type { Screen } from '../support/console/screen.ts';
import { createToken } from '../support/fleet.ts';
import { adminPassword } from '../support/product.ts';

const password = 'quiet harbour at dawn';

declareWith(consoleBrowser, describe)('administration, on the screen', () => {
  let ground: ConsoleGround;
  let admin: AdminClient;
  beforeAll(async () => {
    ground = await startConsoleGround();
    const scopes = ['applications:use', 'devices:read', 'tokens:create', 'updates:read'];
    admin = adminClient(
      ground.product.ready.adminUrl,
      await createToken(ground.product, [...scopes, 'users:create', 'users:read-update']),
    );
  }, 120_000);
  afterAll(() => ground?.close(), 60_000);

  const addUser = async (username: string, scopes: readonly string[]): Promise<void> => {
    const { status } = await admin.call('POST', '/v1/users', { username, password, scopes });
    expect(status).toBe(201);
  };

  /** Has the browser hold the session of somebody. */
  const beAs = async (
    { screen, tab }: { readonly screen: Screen; readonly tab: Tab },
    credentials: { readonly username: string; readonly password: string },
  ): Promise<void> => {
    await screen.visit('/console/');
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credentials),
    };
    const status = await tab.evaluate(
      `fetch('/v1/sessions', ${JSON.stringify(request)}).then(({ status }) => status)`,
    );
    expect(status).toBe(201);
  };

  test('a user is made, gets a role that somebody else changes meanwhile, is deactivated, and all of it is in the audit: by clicks', async () => {
    // A password that is too short, and what somebody else has saved in between.
    const refusals = /^answer: (?:400 \/v1\/users|412 \/v1\/users\/lee\/roles)$/;
    await ground.atScreen(async (screen, tab) => {
      await beAs({ screen, tab }, { username: 'admin', password: adminPassword });
      await screen.visit('/console/settings');
      await screen.waitForText('New token');
      await screen.click('link', 'Roles');
      await screen.waitForText('Sees devices, updates and builds');
      await screen.click('button', 'New role');
      await screen.waitFor('dialog', 'Make a role');
      await screen.type('readers');
      await screen.click('checkbox', /updates:read$/);
      await screen.click('button', 'Make a role');
      await screen.waitFor('button', 'Change readers');
      await takePictures(ground, screen, 'roles');

      await screen.click('link', 'Users');
      await screen.click('button', 'New user');
      await screen.waitFor('dialog', 'Make a user');
      await screen.type('lee');
      await screen.press('Tab');
      await screen.type('short');
      await screen.click('checkbox', /devices:read$/);
      await screen.click('button', 'Make a user');
      await screen.waitForText('What invalid_request means');
      await screen.click('textbox', 'First password');
      await screen.press('Control+a');
      await screen.type(password);
      await screen.click('button', 'Make a user');
      await screen.waitFor('heading', 'lee');
      await screen.waitFor('checkbox', 'readers');
      await takePictures(ground, screen, 'user');

      await admin.call('POST', '/v1/roles', { name: 'watchers', scopes: ['devices:read'] });
      await admin.call('PUT', '/v1/users/lee/roles', { roles: ['watchers'] });
      await screen.click('checkbox', 'readers');
      await screen.click('button', 'Save');
      await screen.waitForText('Somebody else has saved in between');
      await screen.click('button', 'Save mine instead');
      await screen.waitForText('The roles are saved');
      const { body } = await admin.call('GET', '/v1/users/lee');
      expect(body).toMatchObject({ roles: ['readers'], scopes: ['devices:read'] });

      // The page has read what somebody else saved, which nobody has seen on it.
      await admin.call('PUT', '/v1/users/lee/roles', { roles: ['watchers'] });
      const { answers, waitForAnswer } = ground.browser;
      await waitForAnswer(answers.length, ({ url }) => url.endsWith('/v1/users/lee/roles'));
      await screen.click('checkbox', /^viewer/);
      await screen.click('button', 'Save');
      await screen.waitForText('Somebody else has saved in between');
      await screen.click('button', 'Take what is saved');
      await screen.click('checkbox', 'readers');
      await screen.click('button', 'Save');
      await screen.waitForText('The roles are saved');
      expect((await admin.call('GET', '/v1/users/lee')).body).toMatchObject({
        roles: ['readers', 'watchers'],
      });

      await screen.click('button', 'Deactivate');
      await screen.click('button', 'Deactivate the user');
      await screen.waitFor('button', 'Reactivate lee');
      expect(await screen.address()).toBe('/console/admin/users?state=deactivated');
      await takePictures(ground, screen, 'users');

      await screen.visit('/console/admin/audit?actor=admin&other=passed-over');
      await screen.waitFor('button', 'user.deactivated');
      await screen.click('textbox', 'Action');
      await screen.type('user.roles_changed');
      await screen.press('Enter');
      await screen.waitFor('button', 'user.roles_changed');
      expect(await screen.address()).toBe(
        '/console/admin/audit?actor=admin&action=user.roles_changed',
      );
      await screen.click('button', 'Make a checkpoint');
      await screen.waitForText('A checkpoint covers the chain up to place');
      await takePictures(ground, screen, 'audit');
      await screen.click('button', 'user.roles_changed');
      await screen.waitForText('readers');
    }, refusals);
  }, 60_000);

  test('somebody ends their other sessions, changes their password, and gives a program an account: by keys alone', async () => {
    const scopes = ['devices:read', 'tokens:create', 'users:create', 'users:read'];
    await addUser('kim', scopes);
    const { adminUrl } = ground.product.ready;
    const kim = { username: 'kim', password };
    const cookies = [await logIn(adminUrl, kim), await logIn(adminUrl, kim)];
    const statusWith = async (cookie: string): Promise<number> =>
      (await fetch(new URL('/v1/self', adminUrl), { headers: { cookie } })).status;
    await ground.atScreen(async (screen, tab) => {
      await beAs({ screen, tab }, kim);
      await screen.visit('/console/');
      await screen.waitFor('heading', 'Overview');
      await screen.press('g', 's');
      await screen.waitFor('link', 'Sessions');
      await screen.tabTo('link', 'Sessions');
      await screen.press('Enter');
      await screen.waitForText('This one');
      await takePictures(ground, screen, 'sessions');
      expect(await statusWith(cookies[0]!)).toBe(200);
      await screen.tabTo('button', 'End all others');
      await screen.press('Enter');
      await screen.waitFor('dialog', 'End all others');
      expect(await screen.focused()).toEqual({ role: 'button', name: 'End all others' });
      await screen.press('Enter');
      await screen.waitForText('2 other sessions have ended');
      for (const cookie of cookies) expect(await statusWith(cookie)).toBe(401);

      await screen.tabTo('link', 'Password');
      await screen.press('Enter');
      await screen.waitFor('textbox', 'Present password');
      await screen.tabTo('textbox', 'Present password');
      await screen.type(password);
      await screen.press('Tab');
      await screen.type('another harbour at dusk');
      await screen.press('Tab');
      await screen.type('another harbour at dust');
      await screen.press('Enter');
      await screen.waitForText('Both have to be the same');
      expect(await screen.focused()).toEqual({ role: 'textbox', name: 'New password, once more' });
      await screen.press('Control+a');
      await screen.type('another harbour at dusk');
      await takePictures(ground, screen, 'password');
      await screen.press('Enter');
      await screen.waitForText('The password is changed');

      await screen.tabTo('link', 'Service accounts');
      await screen.press('Enter');
      await screen.waitFor('button', 'New service account');
      await screen.tabTo('button', 'New service account');
      await screen.press('Enter');
      await screen.waitFor('dialog', 'Make a service account');
      await screen.type('robot');
      await screen.tabTo(
        'checkbox',
        'See devices, the denied list, keys and enrolments. devices:read',
      );
      await screen.press(' ');
      await screen.tabTo('button', 'Make a service account');
      await screen.press('Enter');
      await screen.waitFor('button', 'New token of robot');
      expect(await screen.focused()).toEqual({ role: 'button', name: 'New service account' });
      await takePictures(ground, screen, 'service-accounts');
    });
  }, 60_000);

  test('what somebody may not do is not offered to them', async () => {
    await addUser('viewer', ['applications:use', 'users:read']);
    await ground.atScreen(async (screen, tab) => {
      await beAs({ screen, tab }, { username: 'viewer', password });
      await screen.visit('/console/admin/users');
      await screen.waitFor('link', 'viewer');
      expect(await screen.text()).not.toMatch(/New user|Audit/);
      await screen.click('link', 'viewer');
      await screen.click('link', 'Own scopes');
      await screen.waitForText('users:read');
      expect(await screen.text()).not.toMatch(/Save|Deactivate|Set the password/);
      await screen.visit('/console/applications');
      await screen.waitForText('There is no application yet');
      expect(await screen.text()).not.toMatch(/New application|^Docker hosts$/m);
    });
  }, 60_000);
});
