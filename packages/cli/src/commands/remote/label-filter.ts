/** Which devices of a list are meant: the API lists all that one may see, and the rest is left out here. */
import type { components } from '@moorgate/client';
import { CommandError } from '../../command-error.ts';
import { exitCodes } from '../../exit-codes.ts';

type Summary = components['schemas']['DeviceSummary'];

/** What a device must have. */
export interface DeviceFilter {
  /** Each a key and a value, as in `site=north`. */
  readonly label?: readonly string[];
  readonly group?: string;
  /** In seconds. */
  readonly unseenFor?: number;
}

/** A label from `key=value`. Throws `CommandError` for another form. */
export const readLabel = (text: string): readonly [string, string] => {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new CommandError(exitCodes.usage, `${text} is no label: key=value is needed`);
};

/** The filter as a function; null where every device is meant. `now` is in Unix seconds. */
export const labelFilter = (
  { label = [], group, unseenFor }: DeviceFilter,
  now: number,
): ((device: Summary) => boolean) | null => {
  const ofGroup = group === undefined ? [] : [['group', group] as const];
  const wanted = [...label.map(readLabel), ...ofGroup];
  if (wanted.length === 0 && unseenFor === undefined) return null;
  const seenBefore = unseenFor === undefined ? Infinity : now - unseenFor;
  return ({ labels, 'last-seen': lastSeen }) =>
    lastSeen < seenBefore && wanted.every(([key, value]) => labels[key] === value);
};
