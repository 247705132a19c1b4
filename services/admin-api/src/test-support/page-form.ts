/** Forms of pages, as a browser fills them in and sends them. */
import type { Browser, Page } from './browser.ts';
import { testPassword } from './test-app.ts';

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

const unescape = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39);/g, (one) => entities[one]!);

const attributeOf = (tag: string, name: string): string | undefined => {
  const match = new RegExp(`\\s${name}="([^"]*)"`).exec(tag);
  return match === null ? undefined : unescape(match[1]!);
};

/** A form: where it goes, and what it sends if nobody touches it. */
export interface PageForm {
  readonly action: string;
  readonly fields: readonly (readonly [string, string])[];
}

/** The forms of a page, in their order. */
export const formsOf = ({ body, url }: Page): readonly PageForm[] =>
  [...body.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, head = '', content = '']) => ({
    action: new URL(attributeOf(head, 'action') ?? '', url).href,
    fields: [...content.matchAll(/<input\b([^>]*)>/g)].flatMap(([, tag = '']) => {
      const isBox = attributeOf(tag, 'type') === 'checkbox';
      const name = attributeOf(tag, 'name');
      if (name === undefined || (isBox && !/\schecked\b/.test(tag))) return [];
      return [[name, attributeOf(tag, 'value') ?? ''] as const];
    }),
  }));

/** Sends the first form of a page, with these fields in place of what is there; those that are null are left out. */
export const send = (
  browser: Browser,
  page: Page,
  fields: Readonly<Record<string, string | null>>,
  until?: string,
): Promise<Page> => {
  const [form] = formsOf(page);
  if (form === undefined) throw new Error(`${page.url} has no form:\n${page.body}`);
  const kept = form.fields.filter(([name]) => fields[name] === undefined);
  const given = Object.entries(fields).filter((one): one is [string, string] => one[1] !== null);
  const all = [...kept, ...given].map(([name, value]): [string, string] => [name, value]);
  return browser.visit(form.action, { fields: all }, until);
};

/** Fills the login page in. */
export const logInOn = (
  browser: Browser,
  page: Page,
  username: string,
  password = testPassword,
): Promise<Page> => send(browser, page, { username, password });

/** What a page goes on to by itself, or the way that its first link shows. */
export const goOn = (browser: Browser, page: Page): Promise<Page> => {
  const match = /http-equiv="refresh" content="0;url=([^"]*)"/.exec(page.body);
  if (match === null) throw new Error(`${page.url} does not go on`);
  return browser.visit(new URL(unescape(match[1]!), page.url).href, { from: page.url });
};
