/** A page of the console as somebody has it before them: what is found by its role and name, clicked, and typed into. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import axe from 'axe-core';
import type { Tab } from '../chromium.ts';
import type { Message } from '../devtools-wire.ts';
import { pressKey } from './keyboard.ts';

/** What something is called, for somebody who does not see it. */
export interface Named {
  readonly role: string;
  readonly name: string;
}

/** How long to wait for what takes longer than a page may. */
export interface Patience {
  readonly ms?: number;
}

/** What is asserted of a page. */
export interface Screen {
  visit(path: string): Promise<void>;
  /** The text that can be seen. */
  text(): Promise<string>;
  /** The path of the address, with its query. */
  address(): Promise<string>;
  /** Waits until the text is there. */
  waitForText(text: string | RegExp, patience?: Patience): Promise<void>;
  /** Waits until it is there and can be seen. */
  waitFor(role: string, name: string | RegExp): Promise<void>;
  /** Waits until there is one of that role and name, and clicks into its middle. */
  click(role: string, name: string | RegExp): Promise<void>;
  /** Presses keys one after another. */
  press(...chords: readonly string[]): Promise<void>;
  /** Types a text where the focus is. */
  type(text: string): Promise<void>;
  /** What has the focus. */
  focused(): Promise<Named>;
  /** Presses Tab until that has the focus; throws after a hundred times. */
  tabTo(role: string, name: string): Promise<void>;
  /** What axe finds that is serious or worse. */
  seriousFindings(): Promise<unknown>;
  /** A picture in a file, of a window of that width. */
  picture(path: string, look: { readonly width: number; readonly isDark: boolean }): Promise<void>;
}

/** How long a page may take to show something. */
const patienceMs = 10_000;

const valueOf = (node: Message, property: string): string => {
  const { value } = (node[property] ?? {}) as { value?: unknown };
  return typeof value === 'string' ? value : '';
};

/** Tries until there is something, and says what was missing otherwise. */
const eventually = async <T>(
  look: () => Promise<T | null>,
  missing: () => Promise<string>,
  ms = patienceMs,
) => {
  for (const end = Date.now() + ms; ;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > end) throw new Error(await missing());
    await after(25);
  }
};

interface Wanted {
  readonly role: string;
  readonly name: string | RegExp;
}

const findNode = async (tab: Tab, { role, name }: Wanted): Promise<number | null> => {
  const { root } = await tab.send('DOM.getDocument', { depth: 0 });
  const { nodeId } = root as { nodeId: number };
  const query = { nodeId, role, ...(typeof name === 'string' ? { accessibleName: name } : {}) };
  const { nodes } = await tab.send('Accessibility.queryAXTree', query);
  const seen = (nodes as Message[]).filter(
    (node) =>
      node['ignored'] !== true && (typeof name === 'string' || name.test(valueOf(node, 'name'))),
  );
  return seen.length === 0 ? null : Number(seen[0]!['backendDOMNodeId']);
};

const clickNode = async (tab: Tab, backendNodeId: number): Promise<void> => {
  await tab.send('DOM.scrollIntoViewIfNeeded', { backendNodeId });
  const { quads } = await tab.send('DOM.getContentQuads', { backendNodeId });
  const [quad] = quads as number[][];
  if (quad === undefined) throw new Error('it has no place on the screen');
  const x = (quad[0]! + quad[4]!) / 2;
  const y = (quad[1]! + quad[5]!) / 2;
  const event = { x, y, button: 'left', clickCount: 1 };
  await tab.send('Input.dispatchMouseEvent', { ...event, type: 'mousePressed' });
  await tab.send('Input.dispatchMouseEvent', { ...event, type: 'mouseReleased' });
};

const focusedNode = async (tab: Tab): Promise<Named> => {
  const { result } = await tab.send('Runtime.evaluate', { expression: 'document.activeElement' });
  const { objectId } = result as { objectId: string };
  const query = { objectId, fetchRelatives: false };
  const { nodes } = await tab.send('Accessibility.getPartialAXTree', query);
  const [node] = nodes as Message[];
  return { role: valueOf(node!, 'role'), name: valueOf(node!, 'name') };
};

const findingsOf = async (tab: Tab): Promise<unknown> => {
  await tab.evaluate(`${axe.source}; null`);
  return tab.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => [html, failureSummary])]))`);
};

const takePicture = async (
  tab: Tab,
  path: string,
  { width, isDark }: { width: number; isDark: boolean },
): Promise<void> => {
  const size = { width, height: width < 720 ? 844 : 900, deviceScaleFactor: 1, mobile: false };
  await tab.send('Emulation.setDeviceMetricsOverride', size);
  const features = [{ name: 'prefers-color-scheme', value: isDark ? 'dark' : 'light' }];
  await tab.send('Emulation.setEmulatedMedia', { features });
  const { data } = await tab.send('Page.captureScreenshot');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, Buffer.from(String(data), 'base64'));
  await tab.send('Emulation.clearDeviceMetricsOverride');
  await tab.send('Emulation.setEmulatedMedia', { features: [] });
};

/** Looks at a tab. */
export const lookAt = async (tab: Tab, origin: string): Promise<Screen> => {
  await tab.send('DOM.enable');
  await tab.send('Accessibility.enable');
  const text = async (): Promise<string> =>
    String(await tab.evaluate("document.body?.innerText ?? ''"));
  const node = (named: Wanted): Promise<number> =>
    eventually(
      // A page that is just being replaced has no nodes.
      () => findNode(tab, named).catch(() => null),
      async () => `there is no ${named.role} "${String(named.name)}" in:\n${await text()}`,
    );
  return {
    visit: (path) => tab.visit(`${origin}${path}`),
    text,
    address: async () => String(await tab.evaluate('location.pathname + location.search')),
    waitForText: async (wanted, { ms } = {}) => {
      const isThere = (all: string): boolean =>
        typeof wanted === 'string' ? all.includes(wanted) : wanted.test(all);
      await eventually(
        async () => (isThere(await text().catch(() => '')) ? true : null),
        async () => `"${String(wanted)}" is not in:\n${await text()}`,
        ms,
      );
    },
    waitFor: async (role, name) => void (await node({ role, name })),
    click: async (role, name) => clickNode(tab, await node({ role, name })),
    press: async (...chords) => {
      for (const chord of chords) await pressKey(tab, chord);
    },
    type: async (words) => {
      for (const key of words) await pressKey(tab, key);
    },
    focused: () => focusedNode(tab),
    tabTo: async (role, name) => {
      for (let times = 0; times < 100; times += 1) {
        const focused = await focusedNode(tab);
        if (focused.role === role && focused.name === name) return;
        await pressKey(tab, 'Tab');
      }
      throw new Error(`the focus comes to no ${role} "${name}"`);
    },
    seriousFindings: () => findingsOf(tab),
    picture: (path, look) => takePicture(tab, path, look),
  };
};
