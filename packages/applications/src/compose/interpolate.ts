/** Variables in the values of a compose file: there are none here, so only what is written as a default is taken. */
import { below, isFields, note, type Place } from './place.ts';

const variable =
  /\$(?:(?<escaped>\$)|(?<plain>[_a-zA-Z][_a-zA-Z0-9]*)|\{(?<name>[_a-zA-Z][_a-zA-Z0-9]*)(?:(?<operator>:?[-+?])(?<operand>[^{}$]*))?\})?/g;

interface Groups {
  readonly escaped?: string;
  readonly plain?: string;
  readonly name?: string;
  readonly operator?: string;
  readonly operand?: string;
}

const valueOf = (
  { escaped, plain, name, operator, operand = '' }: Groups,
  place: Place,
): string => {
  if (escaped !== undefined) return '$';
  const called = name ?? plain;
  if (called === undefined) note(place, 'has a $ that begins no variable; $$ stands for a $');
  else if (operator?.endsWith('-') === true) return operand;
  else if (operator?.endsWith('+') !== true)
    note(place, `has the variable ${called.slice(0, 100)} without a default; none is set here`);
  return '';
};

const inText = (text: string, place: Place): string =>
  text.includes('$')
    ? text.replace(variable, (...found: unknown[]) => valueOf(found.at(-1) as Groups, place))
    : text;

/** The value with each `${NAME:-default}` as its default and `$$` as `$`. Notes variables without a default. */
export const interpolate = (value: unknown, place: Place): unknown => {
  if (typeof value === 'string') return inText(value, place);
  if (Array.isArray(value))
    return value.map((item, index) => interpolate(item, below(place, index)));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, interpolate(member, below(place, name))]),
  );
};
