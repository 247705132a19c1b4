/** What labels may look like. */
import type { Labels } from '@moorgate/db';
import { fault, type Issue } from '@moorgate/errors';

/** Sources of regular expressions and limits; all characters are ASCII, so characters are bytes. */
export const labelRules = {
  keyPattern: '^[a-z0-9_.-]{1,20}$',
  valuePattern: '^[A-Za-z0-9_.-]{1,60}$',
  /** Of `name` and `group`, which stand for something outside of the labels too. */
  namePattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$',
  countMax: 50,
} as const;

const key = new RegExp(labelRules.keyPattern);
const value = new RegExp(labelRules.valuePattern);
const name = new RegExp(labelRules.namePattern);

const issueOf = (labelKey: string, labelValue: string): Issue | null => {
  const pointer = `/${labelKey.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (!key.test(labelKey))
    return { pointer, message: `the key must match ${labelRules.keyPattern}` };
  const isName = labelKey === 'name' || labelKey === 'group';
  if ((isName ? name : value).test(labelValue)) return null;
  const rule = isName ? labelRules.namePattern : labelRules.valuePattern;
  return { pointer, message: `the value must match ${rule}` };
};

/** Passes when each label keeps the rules and there are not too many. Throws `invalid_request`, with every breach. */
export const checkLabels = (labels: Labels): void => {
  const entries = Object.entries(labels);
  if (entries.length > labelRules.countMax) {
    const detail = `A device has at most ${labelRules.countMax} labels.`;
    throw fault('invalid_request', { detail });
  }
  const issues = entries
    .map(([labelKey, labelValue]) => issueOf(labelKey, labelValue))
    .filter((issue) => issue !== null);
  if (issues.length > 0) throw fault('invalid_request', { issues });
};
