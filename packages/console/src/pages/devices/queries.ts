/** The list of devices, page by page as the server has it. */
import type { components } from '@moorgate/client';
import { api } from '../../api/api.ts';
import type { Fleet } from '../../api/fleet.ts';
import { type Pages, usePages } from '../../parts/pages.ts';
import type { ListView, SeenState } from './list-address.ts';

/** A device as lists have it. */
export type DeviceSummary = components['schemas']['DeviceSummary'];

/** What decides who is online and who is late. */
export type SeenLimits = Pick<Fleet, 'online-seconds' | 'late-seconds'>;

/** The state of a device by when it was seen. */
export const seenStateOf = (lastSeen: number, now: number, limits: SeenLimits): SeenState => {
  if (lastSeen === 0) return 'never-seen';
  if (lastSeen >= now - limits['online-seconds']) return 'online';
  return lastSeen >= now - limits['late-seconds'] ? 'late' : 'offline';
};

interface SeenCondition {
  readonly 'seen-since'?: number;
  readonly 'seen-before'?: number;
}

const conditionOf = (seen: SeenState | null, limits: SeenLimits): SeenCondition => {
  const now = Math.floor(Date.now() / 1_000);
  const online = now - limits['online-seconds'];
  const late = now - limits['late-seconds'];
  if (seen === 'online') return { 'seen-since': online };
  if (seen === 'late') return { 'seen-since': late, 'seen-before': online };
  if (seen === 'offline') return { 'seen-since': 1, 'seen-before': late };
  return seen === 'never-seen' ? { 'seen-before': 1 } : {};
};

const uuidPrefix = /^[0-9a-f]{8}(-[0-9a-f-]*)?$/i;

/** What was typed: a label, the beginning of a UUID, or that of a name. */
const textConditionOf = (text: string): Readonly<Record<string, string | readonly string[]>> => {
  if (text === '') return {};
  if (text.includes('=')) return { label: text.split(/[ ,]+/).filter((one) => one !== '') };
  return uuidPrefix.test(text) ? { 'uuid-prefix': text } : { 'name-prefix': text };
};

/** The devices so far. What was there stays until the answer to another filter is. */
export const useDevices = (
  { text, seen, order }: ListView,
  limits: SeenLimits,
): Pages<DeviceSummary> =>
  usePages(['devices', text, seen, order], ({ query, signal }) => {
    const conditions = { ...conditionOf(seen, limits), ...textConditionOf(text.trim()) };
    const params = { query: { ...query, ...conditions, 'order-by': order } };
    return api.GET('/devices', { params, signal });
  });
