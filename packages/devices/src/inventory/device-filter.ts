/** Which devices of the list somebody asks for. */
import { type DeviceFilter, type GroupLimit, type Labels, splitTags } from '@moorgate/db';
import { fault, type Issue } from '@moorgate/errors';
import { checkLabels, labelRules } from '../labels/label-rules.ts';
import { type NameGlob, readNameGlob } from './name-glob.ts';
import { uuidPrefixPattern } from './uuid-prefix.ts';

/** What a device must have; every condition that is there must hold. */
export interface DeviceListFilter {
  /** One of these groups. */
  readonly groups?: readonly string[] | undefined;
  /** A name that begins so. */
  readonly namePrefix?: string | undefined;
  /** A UUID that begins so, in any case. */
  readonly uuidPrefix?: string | undefined;
  /** Each of these labels. */
  readonly labels?: Labels | undefined;
  /** A tag that it last reported, perhaps among others; of several, as a device sends them, each. */
  readonly tag?: string | undefined;
  /** Seen then or later. */
  readonly seenSince?: Date | undefined;
  /** Last seen before then, or never. */
  readonly seenBefore?: Date | undefined;
  /** A shell pattern for the name; a device without one goes by its UUID. */
  readonly nameGlob?: string | undefined;
  /** The target that it last reported. */
  readonly targetName?: string | undefined;
  readonly isProduction?: boolean | undefined;
  /** The id of its owner. */
  readonly ownerId?: string | undefined;
}

const fullUuid = (prefix: string, digit: string): string =>
  prefix + '00000000-0000-0000-0000-000000000000'.slice(prefix.length).replaceAll('0', digit);

/** The first and the last UUID that begin so. */
const uuidsFrom = (prefix: string): readonly [string, string] => {
  const lower = prefix.toLowerCase();
  return [fullUuid(lower, '0'), fullUuid(lower, 'f')];
};

const uuidPrefixExpression = new RegExp(uuidPrefixPattern);

const beginningOf = (glob: NameGlob | undefined): DeviceFilter['patternBegins'] => {
  const prefix = glob?.begins;
  if (prefix === undefined) return undefined;
  return { prefix, uuids: uuidPrefixExpression.test(prefix) ? uuidsFrom(prefix) : null };
};

const issuesOf = ({ namePrefix, uuidPrefix }: DeviceListFilter): Issue[] => {
  const rules: readonly (readonly [string, string | undefined, string])[] = [
    ['/name-prefix', namePrefix, labelRules.namePattern],
    ['/uuid-prefix', uuidPrefix, uuidPrefixPattern],
  ];
  return rules
    .filter(([, value, pattern]) => value !== undefined && !new RegExp(pattern).test(value))
    .map(([pointer, , pattern]) => ({ pointer, message: `must match ${pattern}` }));
};

/** The conditions beside the groups, as the store takes them; null where there is none. Throws `invalid_request`. */
export const conditionsOf = (filter: DeviceListFilter): DeviceFilter | null => {
  const { namePrefix, uuidPrefix, labels, tag, seenSince, seenBefore } = filter;
  const { targetName, isProduction, ownerId } = filter;
  const issues = issuesOf(filter);
  if (issues.length > 0) throw fault('invalid_request', { issues });
  if (labels !== undefined) checkLabels(labels);
  const uuids = uuidPrefix === undefined ? undefined : uuidsFrom(uuidPrefix);
  const glob = filter.nameGlob === undefined ? undefined : readNameGlob(filter.nameGlob);
  const conditions = {
    ...{ namePrefix, namePattern: glob?.pattern, patternBegins: beginningOf(glob) },
    ...{
      uuids,
      labels,
      tags: tag === undefined ? undefined : splitTags(tag),
      seenFrom: seenSince,
      seenBefore,
    },
    ...{ targetName, isProduction, ownerId },
  };
  return Object.values(conditions).some((value) => value !== undefined) ? conditions : null;
};

/** The groups that are asked for, as far as whoever asks sees them. */
export const groupsOf = ({ groups: wanted }: DeviceListFilter, limit: GroupLimit): GroupLimit => {
  if (wanted === undefined) return limit;
  return [...new Set(wanted)].filter((group) => limit === null || limit.includes(group)).sort();
};
