/** The built product with a fleet of its own, and a browser in which its first administrator is logged in. */
import { deepEqual } from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianPackage, type DebianPackage } from '@moorgate/testing';
import { type Chromium, startChromium, type Tab } from '../chromium.ts';
import { adminPassword, makeFolder, type Product, removeFolder, startProduct } from '../product.ts';
import { lookAt, type Screen } from './screen.ts';
import { watchTroubles } from './troubles.ts';

/** The browser of these suites. */
export const consoleBrowser: DebianPackage = await debianPackage({
  name: 'chromium',
  probe: ['--version'],
});

/** What a suite stands on. */
export interface ConsoleGround {
  readonly product: Product;
  readonly browser: Chromium;
  /** Where pictures go that somebody may want to look at. */
  readonly pictures: string;
  /**
   * Does something before a page of the console, as the administrator. Afterwards nothing may have gone wrong in it but what
   * the caller says it expects, and axe may find nothing serious.
   */
  atScreen(act: (screen: Screen, tab: Tab) => Promise<void>, expected?: RegExp): Promise<void>;
  close(): Promise<void>;
}

/** Types the name and the password of the administrator into the login page. */
export const logIn = async (screen: Screen): Promise<void> => {
  await screen.waitFor('textbox', 'User name');
  await screen.click('textbox', 'User name');
  await screen.type('admin');
  await screen.press('Tab');
  await screen.type(adminPassword);
  await screen.press('Enter');
};

const picturesFolder = async (): Promise<string> =>
  process.env['MOORGATE_PICTURES'] ?? (await mkdtemp(join(tmpdir(), 'moorgate-pictures-')));

/** Starts all of it. */
export const startConsoleGround = async (): Promise<ConsoleGround> => {
  if (!consoleBrowser.isThere) throw new Error('there is no browser');
  const folder = await makeFolder();
  const dataDir = join(folder, 'data');
  const [product, browser] = await Promise.all([
    startProduct(dataDir, { workers: 1 }),
    startChromium(consoleBrowser, []),
  ]);
  const pictures = await picturesFolder();
  const origin = product.ready.adminUrl;
  const first = await browser.openTab({ honoursPolicies: true });
  const entrance = await lookAt(first, origin);
  await entrance.visit('/console/');
  await logIn(entrance);
  await entrance.waitFor('heading', 'Overview');
  await first.close();
  return {
    product,
    browser,
    pictures,
    atScreen: async (act, expected) => {
      const tab = await browser.openTab({ honoursPolicies: true });
      const troubles = await watchTroubles(tab);
      const screen = await lookAt(tab, origin);
      await act(screen, tab);
      const findings = await screen.seriousFindings();
      await tab.close();
      const unexpected = troubles.filter((trouble) => expected?.test(trouble) !== true);
      deepEqual({ unexpected, findings }, { unexpected: [], findings: [] });
    },
    close: async () => {
      const ends = await Promise.allSettled([browser.close(), product.stop()]);
      await removeFolder(folder);
      const failed = ends.filter(({ status }) => status === 'rejected');
      deepEqual(failed, []);
    },
  };
};

/** Pictures of a page, light and dark, of a wide and a narrow window. */
export const takePictures = async (
  { pictures }: ConsoleGround,
  screen: Screen,
  name: string,
): Promise<void> => {
  for (const width of [1440, 390])
    for (const isDark of [false, true]) {
      const path = join(pictures, `${name}-${width}-${isDark ? 'dark' : 'light'}.png`);
      await screen.picture(path, { width, isDark });
    }
};
