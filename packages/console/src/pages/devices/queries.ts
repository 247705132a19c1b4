/** The list of devices, page by page as the server has it. */
import { type components, nextCursorOf } from '@moorgate/client';
import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import type { Fleet } from '../../api/fleet.ts';
import { refreshMs } from '../../api/query-client.ts';
import type { ListView, SeenState } from './list-address.ts';

/** A device as lists have it. */
export type DeviceSummary = components['schemas']['DeviceSummary'];

/** A page, and where the next one begins. */
interface DevicePage {
  readonly items: readonly DeviceSummary[];
  readonly next: string | null;
}

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

const pageSize = 200;
/** Longer lists are not refreshed by themselves: each page would be asked for again. */
const refreshedPagesMax = 2;

/** The pages so far. What was there stays until the answer to another filter is. */
export const useDevices = (
  { text, seen, order }: ListView,
  limits: SeenLimits,
): UseInfiniteQueryResult<InfiniteData<DevicePage>> =>
  useInfiniteQuery({
    queryKey: ['devices', text, seen, order],
    queryFn: async ({ pageParam, signal }): Promise<DevicePage> => {
      const query = {
        limit: pageSize,
        'order-by': order,
        ...conditionOf(seen, limits),
        ...textConditionOf(text.trim()),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      };
      const { data, response } = await api.GET('/devices', { params: { query }, signal });
      return { items: data ?? [], next: nextCursorOf(response) };
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      (state.data?.pages.length ?? 0) > refreshedPagesMax ? false : refreshMs,
  });
