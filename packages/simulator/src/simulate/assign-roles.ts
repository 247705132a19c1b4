/** Who of a fleet misbehaves, and how. */
import type { Role } from '../fleet/fleet-event.ts';
import {
  isMisbehaviour,
  type Misbehaviour,
  misbehaviourNames,
} from '../fleet/misbehaviours/names.ts';

/** A part of a fleet. */
export interface MisbehavingShare {
  readonly kind: Misbehaviour;
  /** From 0 to 1. */
  readonly share: number;
}

/** Reads `kind=10%`. Throws one sentence that says what would be right. */
export const parseShare = (text: string): MisbehavingShare => {
  const [, kind = '', percent] = /^([^=]*)=(\d{1,3}(?:\.\d+)?)%$/.exec(text) ?? [];
  if (percent === undefined || Number(percent) > 100)
    throw new Error(`"${text}" is not a kind and its share, as in half-open=10%`);
  if (!isMisbehaviour(kind))
    throw new Error(
      `there is no misbehaviour "${kind}"; there are ${misbehaviourNames.join(', ')}`,
    );
  return { kind, share: Number(percent) / 100 };
};

/** Multiples of it, modulo 1, fall evenly, and every part of them too. */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/** Every device once, in an order whose beginning is spread over the whole fleet, however short it is. */
const spread = (devices: number): number[] => {
  const places = Array.from({ length: devices }, (_, index) => (index * goldenRatio) % 1);
  return [...places.keys()].sort((a, b) => places[a]! - places[b]!);
};

/** One role for each device; shares are rounded to whole devices. Throws one sentence when they are more than all. */
export const assignRoles = (devices: number, shares: readonly MisbehavingShare[]): Role[] => {
  const roles = new Array<Role>(devices).fill('well-behaved');
  const free = spread(devices);
  for (const { kind, share } of shares) {
    const count = Math.round(devices * share);
    if (count > free.length) throw new Error('more devices are to misbehave than there are');
    for (const index of free.splice(0, count)) roles[index] = kind;
  }
  return roles;
};
