/** HTML from templates: whatever is put into one is text, and escaped, unless it came from a template itself. */

const mark: unique symbol = Symbol('html');

/** A piece of HTML; only templates make it. */
export interface Html {
  readonly [mark]: string;
}

/** What a template takes: text, other pieces, and nothing at all for what is left out. */
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (one) => entities[one]!);

const isHtml = (value: HtmlValue): value is Html =>
  typeof value === 'object' && value !== null && mark in value;

const isList = (value: HtmlValue): value is readonly HtmlValue[] => Array.isArray(value);

const render = (value: HtmlValue): string => {
  if (value === null || value === undefined || value === false) return '';
  if (isHtml(value)) return value[mark];
  return isList(value) ? value.map(render).join('') : escape(String(value));
};

/** The tag of templates. Values stand between tags or in quoted attributes, nowhere else. */
export const html = (parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html => ({
  [mark]: parts.map((part, index) => part + render(values[index])).join(''),
});

/** The text of a page. */
export const textOf = (page: Html): string => page[mark];

/** A constant of ours that is HTML already; never what somebody sent. */
export const constantHtml = (text: string): Html => ({ [mark]: text });
