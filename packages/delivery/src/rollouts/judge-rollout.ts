/** Why a device has, or has not, its update by a rollout. */
import { type DeviceAssignmentRow, type RolloutVerdictRow, splitTags } from '@moorgate/db';

/** Every answer to that question. */
export const rolloutReasons = [
  'assigned',
  'denied',
  'unassigned',
  'replaced',
  'not_selected',
  'outside_author_groups',
  'other_factory',
  'no_tag',
  'tag_differs',
  'later_rollout',
  'closed',
  'pending',
  'waiting',
  'metadata_refused',
] as const;
export type RolloutReason = (typeof rolloutReasons)[number];

/** An answer, in one word and in a sentence. */
export interface RolloutJudgement {
  readonly reason: RolloutReason;
  readonly explanation: string;
}

interface Case {
  readonly reason: RolloutReason;
  is(device: DeviceAssignmentRow, rollout: RolloutVerdictRow): boolean;
  say(device: DeviceAssignmentRow, rollout: RolloutVerdictRow): string;
}

const at = (instant: Date | null): string => instant?.toISOString() ?? 'an unknown time';

/** The rollout as a sentence names it. */
const named = ({ name, created_by: by, created_at: created }: RolloutVerdictRow): string =>
  `The rollout ${name}, asked for by ${by} at ${at(created)},`;

const tagsOf = ({ reported_tag: text }: DeviceAssignmentRow): readonly string[] => splitTags(text);

const reports = (device: DeviceAssignmentRow, { tag }: RolloutVerdictRow): boolean =>
  tagsOf(device).includes(tag);

/** The rollout that took the place, with its tag where that is another one. */
const later = ({ tag, later_name: name, later_tag: laterTag }: RolloutVerdictRow): string =>
  laterTag === tag ? `${name}` : `${name} of the tag ${laterTag}`;

/** What is said of a denied device; undefined for another one. */
export const judgeDenial = ({
  denied_at: denied,
  denied_by: by,
}: DeviceAssignmentRow): RolloutJudgement | undefined =>
  denied === null
    ? undefined
    : {
        reason: 'denied',
        explanation: `The device was denied by ${by ?? 'somebody'} at ${at(denied)}; a denied device is given nothing.`,
      };

/** The first that applies is the answer. */
const cases: readonly Case[] = [
  {
    reason: 'assigned',
    is: (_device, { is_current: isCurrent }) => isCurrent,
    say: (device, rollout) =>
      reports(device, rollout)
        ? `${named(rollout)} gave the device this update at ${at(rollout.assigned_at)}.`
        : `${named(rollout)} gave the device this update at ${at(rollout.assigned_at)}; it is offered once the device reports the tag ${rollout.tag} again, and not ${tagsOf(device).join(' and ') || 'none'}.`,
  },
  {
    reason: 'unassigned',
    is: (_device, { unassigned_at: unassigned }) => unassigned !== null,
    say: (_device, rollout) =>
      `${named(rollout)} gave the device this update, and ${rollout.unassigned_by ?? 'somebody'} took it away at ${at(rollout.unassigned_at)}; this rollout does not give it again.`,
  },
  {
    reason: 'replaced',
    is: (_device, { assigned_at: assigned }) => assigned !== null,
    say: (_device, rollout) =>
      `${named(rollout)} gave the device this update at ${at(rollout.assigned_at)}; ${rollout.later_name === null ? 'a rollout of another tag' : `the later rollout ${later(rollout)}`} took its place.`,
  },
  {
    reason: 'not_selected',
    is: (_device, { is_selected: isSelected }) => !isSelected,
    say: (device, rollout) =>
      `${named(rollout)} names neither the device nor ${device.group_name === null ? 'a group of it: it is in none' : `its group ${device.group_name}`}.`,
  },
  {
    reason: 'outside_author_groups',
    is: (_device, { is_within: isWithin }) => !isWithin,
    say: (device, rollout) =>
      `${named(rollout)} reaches only groups that its author had the right to give updates to; ${device.group_name === null ? 'the device is in no group' : `${device.group_name} is none of them`}.`,
  },
  {
    reason: 'other_factory',
    is: (device, rollout) => device.factory !== rollout.factory,
    say: (device, rollout) =>
      `The update is of the factory ${rollout.factory}, the device of ${device.factory}.`,
  },
  {
    reason: 'no_tag',
    is: (device) => tagsOf(device).length === 0,
    say: (_device, rollout) =>
      `The device has not reported a tag yet; it has to report ${rollout.tag}.`,
  },
  {
    reason: 'tag_differs',
    is: (device, rollout) => !reports(device, rollout),
    say: (device, rollout) => {
      const tags = tagsOf(device);
      return `The device reports the ${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(' and ')}; the update is for ${rollout.tag}.`;
    },
  },
  {
    reason: 'later_rollout',
    is: (_device, { later_name: name }) => name !== null,
    say: (device, rollout) =>
      `${named(rollout)} is older than ${later(rollout)}, which the device was in; ${tagsOf(device).length > 1 ? 'of the rollouts of all tags that a device reports the one that was asked for last counts, and ' : ''}an earlier rollout takes no device back.`,
  },
  {
    reason: 'closed',
    is: (_device, { closed_at: closed }) => closed !== null,
    say: (_device, rollout) =>
      `${named(rollout)} was closed by ${rollout.closed_by ?? 'somebody'} at ${at(rollout.closed_at)}, before the device came to fit it.`,
  },
  {
    reason: 'pending',
    is: (_device, { committed_at: committed }) => committed === null,
    say: (_device, rollout) => `${named(rollout)} is about to be committed.`,
  },
];

/** What is left: it fits, and is taken within seconds unless it would refuse the metadata. */
const waiting: RolloutJudgement = {
  reason: 'waiting',
  explanation: 'The device fits the rollout and is given the update within seconds.',
};

/**
 * Why the device has, or has not, the update by this rollout, but for what the metadata says: a device that waits may be one
 * that would refuse it.
 */
export const judgeRollout = (
  device: DeviceAssignmentRow,
  rollout: RolloutVerdictRow,
): RolloutJudgement => {
  const denial = judgeDenial(device);
  if (denial !== undefined) return denial;
  const found = cases.find(({ is }) => is(device, rollout));
  if (found === undefined) return waiting;
  return { reason: found.reason, explanation: found.say(device, rollout) };
};
