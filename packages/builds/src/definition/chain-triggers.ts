/** What a build of a trigger consists of: its runs, and those of the triggers that follow. */
import {
  type RunDefinition,
  runNamePattern,
  type TriggerDefinition,
  type TriggerReference,
} from './definition.ts';
import { note, type Place } from './read-fields.ts';
import { type ReadRun, runsMax } from './read-run.ts';

/** A trigger as it is written. */
export interface ReadTrigger {
  readonly name: string;
  readonly runs: readonly ReadRun[];
  /** Which follow when all of its runs have passed. */
  readonly triggers: readonly TriggerReference[];
}

/** How the runs of a trigger come into a build. */
interface Entry {
  /** The runs that have to pass before. */
  readonly after: readonly string[];
  readonly runNames: string | null;
  /** What the run hands on that they follow; it stands over what they say themselves. */
  readonly params: Readonly<Record<string, string>>;
  /** The triggers that led here. */
  readonly path: readonly string[];
}

const firstEntry: Entry = { after: [], runNames: null, params: {}, path: [] };

interface Chaining {
  readonly triggers: readonly ReadTrigger[];
  readonly place: Place;
  /** How many runs there may still be. */
  left: number;
}

const nameIn = ({ runNames }: Entry, name: string): string =>
  runNames === null ? name : runNames.replaceAll('{name}', name);

const enter = (
  chaining: Chaining,
  { name, runNames, pointer }: TriggerReference,
  { after, params, path }: Omit<Entry, 'runNames'>,
): readonly RunDefinition[] => {
  const { triggers, place } = chaining;
  const trigger = triggers.find((one) => one.name === name);
  if (trigger !== undefined && !path.includes(name))
    return runsOf(chaining, trigger, { after, runNames, params, path });
  const message = trigger === undefined ? 'must name a trigger' : 'must not lead back to itself';
  // Several ways may lead here.
  if (!place.issues.some((issue) => issue.pointer === pointer))
    note({ ...place, pointer }, message);
  return [];
};

const runsOf = (
  chaining: Chaining,
  trigger: ReadTrigger,
  entry: Entry,
): readonly RunDefinition[] => {
  const path = [...entry.path, trigger.name];
  const runs: RunDefinition[] = [];
  for (const { triggers, ...run } of trigger.runs) {
    chaining.left -= 1;
    if (chaining.left < 0) return runs;
    const name = nameIn(entry, run.name);
    const params = { ...run.params, ...entry.params };
    runs.push({ ...run, name, params, after: entry.after });
    for (const reference of triggers)
      runs.push(...enter(chaining, reference, { after: [name], params, path }));
  }
  const all = runs.map(({ name }) => name);
  for (const reference of trigger.triggers)
    runs.push(...enter(chaining, reference, { after: all, params: {}, path }));
  return runs;
};

const noteNames = (runs: readonly RunDefinition[], place: Place): void => {
  const names = runs.map(({ name }) => name);
  const repeated = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (repeated !== undefined) note(place, `must not have the name ${repeated} twice`);
  const wrong = names.find((name) => name !== '' && !new RegExp(runNamePattern).test(name));
  if (wrong !== undefined) note(place, `must not call a run ${wrong}`);
};

/**
 * The runs of a build of this trigger, each behind those that it follows. Notes names that are there twice, triggers that are
 * not there, circles, and more runs than a build may have.
 */
export const chainTrigger = (
  triggers: readonly ReadTrigger[],
  trigger: ReadTrigger,
  place: Place,
): TriggerDefinition => {
  const chaining: Chaining = { triggers, place, left: runsMax };
  const runs = runsOf(chaining, trigger, firstEntry);
  if (chaining.left < 0) note(place, `must not have more than ${String(runsMax)} runs in all`);
  noteNames(runs, place);
  return { name: trigger.name, runs };
};
