/**
 * What comes next for one container of an application on one host. It follows from what is wanted, from what was written down
 * before anything was done, and from what the engine shows, and from nothing else: whoever goes on after a process died, or
 * after an answer was lost, comes to the same.
 *
 * A container is the application's by its labels alone. One that it is not is never stopped, renamed or deleted.
 */

/** Under which name a container stands: that of the application, on its way in, or set aside. */
export type Place = 'current' | 'next' | 'former';

/** A container as an engine shows it. */
export interface Found {
  readonly id: string;
  /** Whether it is labelled as one of this application. */
  readonly isOwn: boolean;
  /** The operation that created it, by its label; null for none. */
  readonly operation: string | null;
  readonly isRunning: boolean;
}

/** What stands under each of the three names. */
export type Sight = Readonly<Record<Place, Found | null>>;

/** What a host had, noted before it is touched. */
export interface Before {
  readonly id: string;
  readonly wasRunning: boolean;
}

/** What is written down of a container. */
export interface Notes {
  /** Absent until it was looked at; null where there was none. */
  readonly before?: Before | null;
  /** Whether it was started, or stopped, by this operation. */
  readonly isToggled?: boolean;
}

/**
 * What is wanted. Forward: `created`, `set_aside`, `set_up`, `started`, and `finished` when all hosts have come so far;
 * `running` and `halted` of what is there; back: `withdrawn`, without what was created where something else was there, and
 * `restored`; and nothing at all: `removed`.
 */
export type Goal =
  | 'created'
  | 'set_aside'
  | 'set_up'
  | 'started'
  | 'finished'
  | 'running'
  | 'halted'
  | 'withdrawn'
  | 'restored'
  | 'removed';

/** What to do. */
export type Step =
  | { readonly kind: 'create' }
  | { readonly kind: 'start' | 'stop' | 'delete'; readonly id: string }
  | { readonly kind: 'rename'; readonly id: string; readonly to: Place }
  | { readonly kind: 'note'; readonly before: Before | null }
  /** Nothing: it is as wanted. */
  | { readonly kind: 'done' }
  /** Nothing: there is no container that it could be done with. */
  | { readonly kind: 'absent' }
  /** Nothing can be done while somebody else's container has this name. */
  | { readonly kind: 'blocked'; readonly place: Place };

/** All that decides. */
export interface Situation {
  /** The operation that asks. */
  readonly operation: string;
  readonly notes: Notes;
  readonly sight: Sight;
}

const done: Step = { kind: 'done' };
const absent: Step = { kind: 'absent' };
const blocked = (place: Place): Step => ({ kind: 'blocked', place });
const remove = ({ id }: Found): Step => ({ kind: 'delete', id });

const noteOf = (found: Found | null): Step => ({
  kind: 'note',
  before: found === null ? null : { id: found.id, wasRunning: found.isRunning },
});

const isForeign = (found: Found | null): boolean => found !== null && !found.isOwn;

/** What this operation created. */
const findNew = ({ operation, sight }: Situation): (Found & { readonly place: Place }) | null => {
  for (const place of ['next', 'current'] as const) {
    const found = sight[place];
    if (found?.isOwn === true && found.operation === operation) return { ...found, place };
  }
  return null;
};

/** One of the application that another operation created. */
const olderAt = ({ operation, sight }: Situation, place: Place): Found | null => {
  const found = sight[place];
  return found?.isOwn === true && found.operation !== operation ? found : null;
};

/** What the host had, where it is now. */
const findBefore = (
  situation: Situation,
  { id }: Before,
): (Found & { readonly place: Place }) | null => {
  for (const place of ['current', 'former'] as const) {
    const found = olderAt(situation, place);
    if (found?.id === id) return { ...found, place };
  }
  return null;
};

const create = (situation: Situation): Step => {
  const { sight } = situation;
  if (findNew(situation) !== null) return done;
  for (const place of ['current', 'next', 'former'] as const)
    if (isForeign(sight[place])) return blocked(place);
  const left = olderAt(situation, 'next');
  if (left !== null) return remove(left);
  const former = olderAt(situation, 'former');
  if (former !== null && sight.current !== null) return remove(former);
  return { kind: 'create' };
};

const setAside = (situation: Situation): Step => {
  const { sight, notes } = situation;
  if (isForeign(sight.current)) return blocked('current');
  if (notes.before === undefined)
    return noteOf(olderAt(situation, 'current') ?? olderAt(situation, 'former'));
  const before = notes.before === null ? null : findBefore(situation, notes.before);
  if (before === null) return absent;
  if (before.isRunning) return { kind: 'stop', id: before.id };
  if (before.place === 'former') return done;
  if (isForeign(sight.former)) return blocked('former');
  return sight.former === null
    ? { kind: 'rename', id: before.id, to: 'former' }
    : remove(sight.former);
};

const setUp = (situation: Situation): Step => {
  const created = findNew(situation);
  if (created === null) return absent;
  if (created.place === 'current') return done;
  return situation.sight.current === null
    ? { kind: 'rename', id: created.id, to: 'current' }
    : blocked('current');
};

const start = (situation: Situation): Step => {
  const created = findNew(situation);
  if (created === null) return absent;
  return situation.notes.isToggled === true ? done : { kind: 'start', id: created.id };
};

const toggle = (situation: Situation, kind: 'start' | 'stop'): Step => {
  const { sight, notes } = situation;
  const { current } = sight;
  if (current === null) return absent;
  if (!current.isOwn) return blocked('current');
  if (notes.before === undefined) return noteOf(current);
  return notes.isToggled === true ? done : { kind, id: current.id };
};

/** Gives the state back that it had. */
const settleRunning = (found: Found, { wasRunning }: Before): Step => {
  if (found.isRunning === wasRunning) return done;
  return { kind: wasRunning ? 'start' : 'stop', id: found.id };
};

/** What was there has vanished without us: what was created takes its place, so that something runs. */
const keepNew = (situation: Situation, before: Before): Step => {
  const created = findNew(situation);
  if (created === null) return done;
  if (created.place === 'next')
    return situation.sight.current === null
      ? { kind: 'rename', id: created.id, to: 'current' }
      : blocked('current');
  const isDue = before.wasRunning && !created.isRunning && situation.notes.isToggled !== true;
  return isDue ? { kind: 'start', id: created.id } : done;
};

const restore = (situation: Situation): Step => {
  const { sight, notes } = situation;
  const created = findNew(situation);
  if (notes.before === undefined || notes.before === null)
    return created === null ? done : remove(created);
  const before = findBefore(situation, notes.before);
  if (before === null) return keepNew(situation, notes.before);
  // What was created goes first: it has the name, and may have the ports. What was there is seen, and stays.
  if (created !== null) return remove(created);
  if (before.place === 'current') return settleRunning(before, notes.before);
  return sight.current === null
    ? { kind: 'rename', id: before.id, to: 'current' }
    : blocked('current');
};

/** Of several containers all that were created go first: one may have what another one needs that was there. */
const withdraw = (situation: Situation): Step => {
  const step = restore(situation);
  return step.kind === 'delete' ? step : done;
};

const finish = (situation: Situation): Step => {
  const left = olderAt(situation, 'former') ?? olderAt(situation, 'next');
  return left === null ? done : remove(left);
};

const removeAll = ({ sight }: Situation): Step => {
  for (const place of ['next', 'former', 'current'] as const) {
    const found = sight[place];
    if (found?.isOwn === true) return remove(found);
  }
  return done;
};

/** The next step towards a goal. */
export const nextStep = (goal: Goal, situation: Situation): Step => {
  switch (goal) {
    case 'created':
      return create(situation);
    case 'set_aside':
      return setAside(situation);
    case 'set_up':
      return setUp(situation);
    case 'started':
      return start(situation);
    case 'finished':
      return finish(situation);
    case 'running':
      return toggle(situation, 'start');
    case 'halted':
      return toggle(situation, 'stop');
    case 'withdrawn':
      return withdraw(situation);
    case 'restored':
      return restore(situation);
    case 'removed':
      return removeAll(situation);
  }
};
