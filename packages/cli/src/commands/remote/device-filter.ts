/** Which devices of a list are meant, as options and as the API's parameters. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { durationSeconds, repeated } from '../option-values.ts';

/** The API's parameters of a filter. */
export interface DeviceFilterQuery {
  'name-prefix'?: string;
  'uuid-prefix'?: string;
  group?: string[];
  label?: string[];
  tag?: string;
  'seen-since'?: number;
  'seen-before'?: number;
}

/** What the options of a filter give. */
export interface DeviceFilterOptions {
  readonly name?: string;
  readonly uuid?: string;
  readonly group?: readonly string[];
  /** Each a key and a value, as in `site=north`. */
  readonly label?: readonly string[];
  readonly tag?: string;
  /** In seconds. */
  readonly seenWithin?: number;
  /** In seconds. */
  readonly unseenFor?: number;
  readonly neverSeen?: true;
}

const labelText = (text: string, before: readonly string[] | undefined): string[] => {
  if (text.indexOf('=') < 1) throw new InvalidArgumentError('key=value is needed');
  return repeated(text, before);
};

/** Adds the options. */
export const withDeviceFilter = (command: Command): Command =>
  command
    .option('--name <prefix>', 'only those whose name begins so')
    .option('--uuid <prefix>', 'only those whose UUID begins so')
    .option(
      '--group <group>',
      'only those of the group; may be repeated, for any of them',
      repeated,
    )
    .option('--label <key=value>', 'only those with the label; may be repeated, for all', labelText)
    .option('--tag <tag>', 'only those that last reported the tag')
    .option(
      '--seen-within <duration>',
      'only those that were seen in that time, as in 10m',
      durationSeconds,
    )
    .option(
      '--unseen-for <duration>',
      'only those that were not seen for so long, or never, as in 7d',
      durationSeconds,
    )
    .addOption(
      new Option('--never-seen', 'only those that never were').conflicts([
        'seenWithin',
        'unseenFor',
      ]),
    );

/** The parameters for the options; `now` is in Unix seconds. */
export const filterQuery = (
  { name, uuid, group, label, tag, seenWithin, unseenFor, neverSeen }: DeviceFilterOptions,
  now: number,
): DeviceFilterQuery => ({
  ...(name === undefined ? {} : { 'name-prefix': name }),
  ...(uuid === undefined ? {} : { 'uuid-prefix': uuid }),
  ...(group === undefined ? {} : { group: [...group] }),
  ...(label === undefined ? {} : { label: [...label] }),
  ...(tag === undefined ? {} : { tag }),
  ...(seenWithin === undefined ? {} : { 'seen-since': Math.max(0, Math.floor(now - seenWithin)) }),
  ...(unseenFor === undefined ? {} : { 'seen-before': Math.max(0, Math.floor(now - unseenFor)) }),
  // What was never seen stands at 0.
  ...(neverSeen === true ? { 'seen-before': 1 } : {}),
});
