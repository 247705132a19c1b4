/**
 * The bytes that are signed. Go agents write canonical JSON as the OLPC describes it (only quotation marks and backslashes are
 * escaped), libaktualizr a compact sorted form in which control characters and whatever is not ASCII are escaped too. Both
 * are the same bytes exactly for text of printable ASCII and whole numbers, so nothing else is ever signed here.
 */
import { fault } from '@moorgate/errors';

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [member: string]: Json | undefined;
}

/** How a text stands between its quotation marks, or an error. */
type WriteText = (text: string) => string;

const printableAscii = /^[\u0020-\u007e]*$/;

const escapeQuotes: WriteText = (text) => text.replaceAll(/["\\]/g, '\\$&');

const shown = (text: string): string => JSON.stringify(text.slice(0, 80));

const strictText: WriteText = (text) => {
  if (printableAscii.test(text)) return escapeQuotes(text);
  throw fault('metadata_unsignable', {
    detail: `${shown(text)} has characters other than printable ASCII, which agents would sign in different ways.`,
  });
};

/** As `JSON.stringify` has it, with everything beyond ASCII escaped. */
const compactText: WriteText = (text) =>
  JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(
      /[\u007f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );

const writeNumber = (value: number): string => {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  throw fault('metadata_unsignable', { detail: `${value} is not a whole number.` });
};

const byBytes = (left: string, right: string): number =>
  Buffer.compare(Buffer.from(left), Buffer.from(right));

const writeObject = (value: JsonObject, text: WriteText): string => {
  const names = Object.keys(value).filter((name) => value[name] !== undefined);
  const members = names.sort(byBytes).map((name) => `"${text(name)}":${write(value[name]!, text)}`);
  return `{${members.join(',')}}`;
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const write = (value: Json, text: WriteText): string => {
  if (typeof value === 'string') return `"${text(value)}"`;
  if (typeof value === 'number') return writeNumber(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (isList(value)) return `[${value.map((one) => write(one, text)).join(',')}]`;
  return writeObject(value, text);
};

/**
 * The one form that every agent computes: members sorted by their bytes, no spaces, whole numbers, printable ASCII. Throws
 * `metadata_unsignable` for a value with any other text or number in it.
 */
export const canonicalBytes = (value: Json): Buffer => Buffer.from(write(value, strictText));

/**
 * The forms that somebody else may have signed, none twice: that of the OLPC and the compact one. They differ only for metadata
 * that would not be signed here, such as roots with RSA keys in PEM. Throws `metadata_unsignable` for numbers with a fraction.
 */
export const foreignForms = (value: Json): readonly Buffer[] => {
  const olpc = Buffer.from(write(value, escapeQuotes));
  const compact = Buffer.from(write(value, compactText));
  return olpc.equals(compact) ? [olpc] : [olpc, compact];
};
