/** Reading fields of a definition that somebody wrote by hand: each fault is noted where it is, and reading goes on. */
import type { Issue } from '@moorgate/errors';

/** A place in a definition, and where its faults go. */
export interface Place {
  readonly pointer: string;
  readonly issues: Issue[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Notes what is wrong there. */
export const note = ({ pointer, issues }: Place, message: string): void => {
  issues.push({ pointer, message });
};

/** The place of a member. */
export const below = ({ pointer, issues }: Place, member: string | number): Place => ({
  pointer: `${pointer}/${String(member).replaceAll('~', '~0').replaceAll('/', '~1')}`,
  issues,
});

/** The fields of an object that may have these and no others; `refused` says why some that are known are not there. */
export const readFields = (
  value: unknown,
  place: Place,
  {
    known,
    refused = {},
  }: { readonly known: readonly string[]; readonly refused?: Readonly<Record<string, string>> },
): Fields => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    note(place, 'must be an object');
    return {};
  }
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    const reason = Object.hasOwn(refused, name) ? refused[name]! : 'is not known here';
    note(below(place, name), reason);
  }
  return value as Fields;
};

/** A list, empty where there is none, of at most so many entries. */
export const readList = (value: unknown, place: Place, max: number): readonly unknown[] => {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    note(place, 'must be a list');
    return [];
  }
  if (value.length > max) note(place, `must not have more than ${String(max)} entries`);
  return value.slice(0, max) as readonly unknown[];
};

/** A text of this form; empty, with a fault noted, for everything else. */
export const readText = (value: unknown, place: Place, pattern: string): string => {
  if (typeof value === 'string' && new RegExp(pattern, 'u').test(value)) return value;
  note(place, `must be a text that matches ${pattern}`);
  return '';
};

/** As `readText`; null where there is nothing. */
export const readOptionalText = (value: unknown, place: Place, pattern: string): string | null =>
  value === undefined || value === null ? null : readText(value, place, pattern);

/** Texts by name; numbers and booleans are taken as they are written. */
export const readTexts = (
  value: unknown,
  place: Place,
  { names, valueMax }: { readonly names: string; readonly valueMax: number },
): Record<string, string> => {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    note(place, 'must be an object');
    return {};
  }
  const pattern = new RegExp(names, 'u');
  const entries = Object.entries(value).flatMap(([name, text]: [string, unknown]) => {
    const isText = ['string', 'number', 'boolean'].includes(typeof text);
    const written = String(text);
    if (!pattern.test(name)) note(below(place, name), `must have a name that matches ${names}`);
    else if (!isText || written.length > valueMax || written.includes('\0'))
      note(below(place, name), `must be a text of at most ${String(valueMax)} characters`);
    else return [[name, written] as const];
    return [];
  });
  return Object.fromEntries(entries);
};
