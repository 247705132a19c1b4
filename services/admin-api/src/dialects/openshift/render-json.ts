/** Answers as JSON. */
import { isDecimal, isElements, isList, type Value } from './values.ts';

/** The text of a value: members in the order of the alphabet, as the documentation of the original has them. */
export const renderJson = (value: Value): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isDecimal(value)) return value.decimal;
  if (isElements(value)) return renderJson(value.items);
  if (isList(value)) return `[${value.map(renderJson).join(',')}]`;
  const members = Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${renderJson(member)}`);
  return `{${members.join(',')}}`;
};
