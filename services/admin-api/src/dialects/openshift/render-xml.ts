/** Answers as XML: names with hyphens, no types, `nil="true"` for nothing, and lists of elements in the singular. */
import { type Decimal, isDecimal, isElements, isList, type Value } from './values.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** What no XML 1.0 document can hold (section 2.2) becomes the replacement character. */
const unfit = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const escapeText = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(unfit, '\ufffd')
    .replaceAll(/[&<>"]/g, (character) => escapes[character]!)
    // A parser would make it a line feed.
    .replaceAll('\r', '&#13;');

const elementName = (name: string): string => name.replaceAll('_', '-');

const textOf = (value: string | number | boolean): string => escapeText(String(value));

const membersOf = (
  name: string,
  value: Exclude<Value, string | number | boolean | null | Decimal>,
): readonly (readonly [string, Value])[] => {
  if (isElements(value)) return value.items.map((item) => [value.element, item]);
  if (isList(value)) return value.map((item) => [name.replace(/s$/, ''), item]);
  return Object.entries(value);
};

const contentOf = (name: string, value: Value): string => {
  if (value === null) return '';
  if (typeof value !== 'object') return textOf(value);
  if (isDecimal(value)) return value.decimal;
  const members = membersOf(name, value);
  return members.map(([member, inner]) => renderElement(member, inner)).join('');
};

/** One element. Members of an object are elements in their order; items of a list have the name of the list in the singular. */
export const renderElement = (name: string, value: Value): string => {
  const tag = elementName(name);
  if (value === null) return `<${tag} nil="true"/>`;
  const content = contentOf(name, value);
  return content === '' ? `<${tag}/>` : `<${tag}>${content}</${tag}>`;
};

/** A document with one element. */
export const renderXml = (name: string, value: Value): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${renderElement(name, value)}\n`;
