/** What can be seen of a fleet at any moment: totals, and the speed of the last few seconds. */
import type { Role } from '../fleet/fleet-event.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { monotonicMs } from '../fleet/monotonic-clock.ts';
import { createTally, type Latency, type Tally, type TallySummary } from '../fleet/tally.ts';

/** The devices of one role. */
export interface RoleView {
  readonly role: Role;
  readonly devices: number;
  /** Answers in a second, and how long they took, in the last whole window. */
  readonly answersPerSecond: number;
  readonly recentAnswerMs: Latency | null;
  /** Since the beginning. */
  readonly total: TallySummary;
}

/** The whole fleet. */
export interface FleetView {
  readonly elapsedMs: number;
  readonly roles: readonly RoleView[];
  readonly total: TallySummary;
}

/** Watches. */
export interface FleetWatch {
  /** Ends a window: what happened in it is what is recent from now on. */
  turn(): void;
  view(): FleetView;
}

interface Window {
  readonly startedAt: number;
  readonly tallies: Map<Role, Tally>;
}

interface Recent {
  readonly answersPerSecond: number;
  readonly answerMs: Latency | null;
}

const openWindow = (): Window => ({ startedAt: monotonicMs(), tallies: new Map() });

const closeWindow = ({ startedAt, tallies }: Window): ReadonlyMap<Role, Recent> => {
  const seconds = (monotonicMs() - startedAt) / 1_000;
  return new Map(
    [...tallies].map(([role, tally]) => {
      const { requests, answerMs } = tally.summary();
      return [role, { answersPerSecond: requests.answered / seconds, answerMs }];
    }),
  );
};

/** Begins with a fleet whose devices have these roles, each by its place. */
export const watchFleet = (fleet: Fleet, roles: readonly Role[]): FleetWatch => {
  const startedAt = monotonicMs();
  const counts = new Map<Role, number>();
  for (const role of roles) counts.set(role, (counts.get(role) ?? 0) + 1);
  let window = openWindow();
  let recent: ReadonlyMap<Role, Recent> = new Map();

  fleet.onEvent((event) => {
    const tally = window.tallies.get(event.role) ?? createTally();
    window.tallies.set(event.role, tally);
    tally.record(event);
  });
  const viewOf = ([role, devices]: readonly [Role, number]): RoleView => ({
    role,
    devices,
    answersPerSecond: recent.get(role)?.answersPerSecond ?? 0,
    recentAnswerMs: recent.get(role)?.answerMs ?? null,
    total: fleet.summary(role),
  });
  return {
    turn: () => {
      recent = closeWindow(window);
      window = openWindow();
    },
    view: () => ({
      elapsedMs: monotonicMs() - startedAt,
      roles: [...counts].map(viewOf),
      total: fleet.summary(),
    }),
  };
};
