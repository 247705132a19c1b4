/** The text of a compose file as a value of bounded size, whatever somebody sent. */
import { parseForeignYaml } from '@moorgate/builds';
import { isFields, note, type Place } from './place.ts';

/** The longest file that is read. */
const fileBytesMax = 65_536;
/** So many values it may have, each counted again wherever a reference leads to it. */
const valuesMax = 5_000;
/** So many items one list may have, and members one map: some are compared each with each. */
const membersMax = 500;
const depthMax = 20;

const parse = (text: string, place: Place): unknown => {
  try {
    return parseForeignYaml(text);
  } catch (error) {
    const message = error instanceof RangeError ? 'It is nested too deep.' : String(error);
    note(place, `cannot be read: ${message.replace(/^Error: /, '')}`);
    return null;
  }
};

/** What makes a text unfit for a store, or an engine; null for nothing. */
const complaintOfText = (text: string): string | null => {
  if (text.includes('\0')) return 'must not contain the character U+0000';
  return text.isWellFormed() ? null : 'must be well-formed Unicode';
};

const firstOf = <T>(values: readonly T[], judge: (value: T) => string | null): string | null => {
  for (const value of values) {
    const complaint = judge(value);
    if (complaint !== null) return complaint;
  }
  return null;
};

/** Counts until there are too many, and notes what is too large. */
const measure = (root: unknown, place: Place): void => {
  let left = valuesMax;
  const visit = (value: unknown, depth: number): string | null => {
    left -= 1;
    if (left < 0) return `must not have more than ${valuesMax} values`;
    if (depth > depthMax) return `must not be nested more than ${depthMax} deep`;
    if (typeof value === 'string') return complaintOfText(value);
    if (typeof value !== 'object' || value === null) return null;
    const members = Object.values(value) as readonly unknown[];
    if (members.length > membersMax)
      return `must not have more than ${membersMax} entries in one place`;
    return (
      firstOf(Object.keys(value), complaintOfText) ??
      firstOf(members, (member) => visit(member, depth + 1))
    );
  };
  const complaint = visit(root, 0);
  if (complaint !== null) note(place, complaint);
};

/** Reads YAML 1.2 with a map on top. Notes what is wrong; the value is good for nothing then. */
export const parseFile = (text: string, place: Place): unknown => {
  if (Buffer.byteLength(text) > fileBytesMax) {
    note(place, `must not be longer than ${fileBytesMax} bytes`);
    return null;
  }
  const value = parse(text, place);
  if (place.notes.length > 0) return null;
  if (isFields(value)) measure(value, place);
  else note(place, 'must be a map with the key services');
  return value;
};
