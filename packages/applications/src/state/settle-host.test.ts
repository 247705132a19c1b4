/** The machine on an engine that is a table: at every step it may die, fail, or lose an answer, and go on or back. */
import {
  type Found,
  type Goal,
  nextStep,
  type Notes,
  type Place,
  type Sight,
} from './settle-host.ts';

const operation = 'now';

/** A host as the machine leaves it, and what is written down of it. */
interface World {
  sight: Record<Place, Found | null>;
  notes: Notes;
}

/** What became of one request: done and answered, failed, or done although the answer was lost. */
type Mishap = 'dies before' | 'dies after';

const own = (id: string, isRunning: boolean, by = 'earlier'): Found => ({
  ...{ id, isOwn: true, operation: by, isRunning },
});
const foreign: Found = { id: 'foreign', isOwn: false, operation: null, isRunning: true };

const placeOf = ({ sight }: World, id: string): Place =>
  (['current', 'next', 'former'] as const).find((place) => sight[place]?.id === id)!;

class Died extends Error {}

/** Goes to a goal; dies around the request of this number. Answers how many requests there were, and how it ended. */
const go = (
  world: World,
  goal: Goal,
  crash: { at: number; mishap: Mishap } | null,
): { readonly requests: number; readonly end: string } => {
  let requests = 0;
  for (let turns = 0; turns < 32; turns += 1) {
    const step = nextStep(goal, { operation, notes: world.notes, sight: world.sight as Sight });
    if (step.kind === 'done' || step.kind === 'absent' || step.kind === 'blocked')
      return { requests, end: step.kind };
    if (step.kind === 'note') {
      world.notes = { ...world.notes, before: step.before };
      continue;
    }
    const isCrash = crash?.at === requests;
    requests += 1;
    if (isCrash && crash.mishap === 'dies before') throw new Died();
    if (step.kind === 'create') {
      expect(world.sight.next).toBeNull();
      world.sight.next = own('new', false, operation);
    } else {
      const place = placeOf(world, step.id);
      const found = world.sight[place]!;
      expect(found.isOwn).toBe(true);
      if (step.kind === 'delete') world.sight[place] = null;
      else if (step.kind === 'rename') {
        expect(world.sight[step.to]).toBeNull();
        world.sight[place] = null;
        world.sight[step.to] = found;
      } else world.sight[place] = { ...found, isRunning: step.kind === 'start' };
    }
    if (isCrash) throw new Died();
    if (goal === 'started' || goal === 'running' || goal === 'halted')
      world.notes = { ...world.notes, isToggled: true };
  }
  throw new Error('it does not settle');
};

const forward: readonly Goal[] = ['created', 'set_aside', 'set_up', 'started'];

const beginnings: Readonly<Record<string, () => Record<Place, Found | null>>> = {
  'an empty host': () => ({ current: null, next: null, former: null }),
  'one that runs it': () => ({ current: own('old', true), next: null, former: null }),
  'one where it is stopped': () => ({ current: own('old', false), next: null, former: null }),
  'one with what an earlier operation left': () => ({
    current: own('old', true),
    next: own('left', false),
    former: own('older', false),
  }),
  'one with a container of somebody else': () => ({ current: foreign, next: null, former: null }),
  'one with such a container under another of the names': () => ({
    current: own('old', true),
    next: foreign,
    former: null,
  }),
};

const begin = (name: string): World => ({ sight: beginnings[name]!(), notes: {} });

/** What stands under the name itself; what others left under the other names is nobody’s wish. */
const current = ({ sight }: World): Found | null => sight.current;

const crashes = Array.from({ length: 12 }, (_one, at) => at).flatMap((at) =>
  (['dies before', 'dies after'] as const).map((mishap) => ({ at, mishap })),
);

const attempt = (run: () => void): boolean => {
  try {
    run();
    return false;
  } catch (error) {
    if (!(error instanceof Died)) throw error;
    return true;
  }
};

/** Goes through the stages, and answers whether one could not be reached. */
const goThrough = (world: World, crashAt: { at: number; mishap: Mishap } | null): boolean => {
  let before = 0;
  for (const goal of forward) {
    const crash = crashAt === null ? null : { ...crashAt, at: crashAt.at - before };
    const { requests, end } = go(world, goal, crash);
    before += requests;
    if (end === 'blocked') return true;
    if (end === 'absent' && goal !== 'set_aside') return true;
  }
  return false;
};

/** Restores, dying once more on the way. */
const goBack = (world: World): void => {
  for (const crash of crashes.slice(0, 8)) {
    const copy = structuredClone(world);
    attempt(() => go(copy, 'restored', crash));
    go(copy, 'restored', null);
    const direct = structuredClone(world);
    go(direct, 'restored', null);
    expect(copy.sight).toEqual(direct.sight);
  }
  go(world, 'restored', null);
};

describe.each(Object.keys(beginnings))('%s', (name) => {
  test('is as it was after a restore, wherever it died', () => {
    const wanted = current(begin(name));
    for (const crash of [null, ...crashes]) {
      const world = begin(name);
      attempt(() => goThrough(world, crash));
      goBack(world);
      expect(current(world)).toEqual(wanted);
      const left = Object.values(world.sight).filter((one) => one?.operation === operation);
      expect(left).toEqual([]);
    }
  });

  test('comes through with the new one alone, or is blocked, wherever it died', () => {
    for (const crash of crashes) {
      const world = begin(name);
      attempt(() => goThrough(world, crash));
      const isBlocked = goThrough(world, null);
      const isForeign = Object.values(begin(name).sight).includes(foreign);
      expect(isBlocked).toBe(isForeign);
      if (isBlocked) continue;
      attempt(() => go(world, 'finished', { at: 0, mishap: crash.mishap }));
      go(world, 'finished', null);
      const alone = { current: own('new', true, operation), next: null, former: null };
      expect(world.sight).toEqual(alone);
    }
  });

  test('keeps what is not the application’s where it is, whatever is wanted', () => {
    const goals: readonly Goal[] = [
      ...forward,
      'finished',
      'running',
      'halted',
      'restored',
      'removed',
    ];
    for (const goal of goals) {
      const world = begin(name);
      const before = Object.entries(world.sight).filter(([, found]) => found === foreign);
      go(world, goal, null);
      for (const [place] of before) expect(world.sight[place as Place]).toBe(foreign);
    }
  });
});

test('what was there and has vanished is replaced by what was created, and never by nothing', () => {
  for (const wasRunning of [true, false])
    for (const place of ['next', 'current'] as const) {
      const world: World = {
        sight: { current: null, next: null, former: null },
        notes: { before: { id: 'old', wasRunning } },
      };
      world.sight[place] = own('new', false, operation);
      go(world, 'restored', null);
      expect(world.sight).toEqual({
        ...{ next: null, former: null },
        current: own('new', wasRunning, operation),
      });
    }
});

test('starting and stopping are undone exactly where they changed something', () => {
  for (const goal of ['running', 'halted'] as const)
    for (const wasRunning of [true, false])
      for (const crash of [null, ...crashes.slice(0, 4)]) {
        const sight = { current: own('old', wasRunning), next: null, former: null };
        const world: World = { sight: { ...sight }, notes: {} };
        attempt(() => go(world, goal, crash));
        go(world, 'restored', null);
        expect(world.sight).toEqual(sight);
      }
});
