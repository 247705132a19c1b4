/** Reading one run of a definition: itself, once for each value that it loops on, and what follows it. */
import {
  hostTagPattern,
  type RunDefinition,
  runNamePattern,
  type TriggerReference,
} from './definition.ts';
import {
  below,
  note,
  type Place,
  readFields,
  readList,
  readOptionalText,
  readText,
  readTexts,
} from './read-fields.ts';

/** Scripts by name, as the definition has them. */
export interface Scripts {
  readonly [name: string]: string;
}

/** A run with the triggers that are to follow it. */
export interface ReadRun extends Omit<RunDefinition, 'after'> {
  readonly triggers: readonly TriggerReference[];
}

/** How many runs a trigger may have. */
export const runsMax = 200;
const loopsMax = 10;
const paramNames = '^[A-Za-z_][A-Za-z0-9_]{0,127}$';
const volumeNames = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';
const imagePattern = '^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,511}$';
const formatPattern = '^[A-Za-z0-9{][A-Za-z0-9._+{}-]{0,127}$';

const notOffered = 'is not offered here';
const refused = {
  'script-repo': `${notOffered}: clone the repository in the script`,
  'test-grepping': notOffered,
};
const known = [
  'name',
  'container',
  'host-tag',
  'script',
  'params',
  'persistent-volumes',
  'loop-on',
  'triggers',
];

/** Texts by name that become variables of scripts. */
export const readParams = (value: unknown, place: Place): Record<string, string> =>
  readTexts(value, place, { names: paramNames, valueMax: 65_536 });

const readScript = (value: unknown, place: Place, scripts: Scripts): string => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' && Object.hasOwn(scripts, value)) return scripts[value]!;
  note(place, 'must be the name of one of `scripts`');
  return '';
};

/** One turn of a loop: what stands for `{loop}`, and the value of each of its parameters. */
interface Turn {
  readonly text: string;
  readonly values: Readonly<Record<string, string>>;
}

const noLoop: Turn = { text: '', values: {} };
/** A parameter of a loop that is none of the script: which runners may take the run. */
const hostTagParam = 'host-tag';

const readLoop = (value: unknown, place: Place): { param: string; values: string[] } => {
  const loop = readFields(value, place, { known: ['param', 'values'] });
  const names = `^${hostTagParam}$|${paramNames}`;
  const at = below(place, 'values');
  const values = readList(loop['values'], at, runsMax);
  if (values.length === 0) note(at, 'must have at least one value');
  const texts = readTexts(
    Object.fromEntries(values.map((one, index) => [String(index), one])),
    at,
    { names: '', valueMax: 1_024 },
  );
  return {
    param: readText(loop['param'], below(place, 'param'), names),
    values: Object.values(texts),
  };
};

/** Every combination, in the order in which they are written. */
const readTurns = (value: unknown, place: Place): readonly Turn[] => {
  let turns: readonly Turn[] = [noLoop];
  for (const [index, one] of readList(value, place, loopsMax).entries()) {
    const { param, values } = readLoop(one, below(place, index));
    if (turns.length * values.length > runsMax) {
      note(place, `must not make more than ${String(runsMax)} runs`);
      return [];
    }
    turns = turns.flatMap((turn) =>
      values.map((text) => ({
        text: turn.text === '' ? text : `${turn.text}-${text}`,
        values: { ...turn.values, [param]: text },
      })),
    );
  }
  return turns;
};

const inTurn = (text: string, turn: Turn): string => text.replaceAll('{loop}', turn.text);

/** Which triggers follow, and how their runs are called then. */
export const readTriggerReferences = (
  value: unknown,
  place: Place,
  turn: Turn = noLoop,
): readonly TriggerReference[] =>
  readList(value, place, runsMax).map((one, index) => {
    const at = below(place, index);
    const reference = readFields(one, at, { known: ['name', 'run-names'] });
    const runNames = readOptionalText(
      reference['run-names'],
      below(at, 'run-names'),
      formatPattern,
    );
    const name = readText(reference['name'], below(at, 'name'), formatPattern);
    return {
      name: inTurn(name, turn),
      runNames: runNames === null ? null : inTurn(runNames, turn),
      pointer: below(at, 'name').pointer,
    };
  });

interface RunGround {
  readonly scripts: Scripts;
  readonly params: Readonly<Record<string, string>>;
}

const readTurn = (
  run: Readonly<Record<string, unknown>>,
  { place, turn }: { readonly place: Place; readonly turn: Turn },
  { scripts, params }: RunGround,
): ReadRun => {
  const { [hostTagParam]: hostTag = run['host-tag'], ...values } = turn.values;
  const name = run['name'];
  return {
    name: readText(
      typeof name === 'string' ? inTurn(name, turn) : name,
      below(place, 'name'),
      runNamePattern,
    ),
    hostTag: readOptionalText(hostTag, below(place, 'host-tag'), hostTagPattern),
    container: readOptionalText(run['container'], below(place, 'container'), imagePattern),
    script: readScript(run['script'], below(place, 'script'), scripts),
    params: { ...params, ...readParams(run['params'], below(place, 'params')), ...values },
    persistentVolumes: readTexts(run['persistent-volumes'], below(place, 'persistent-volumes'), {
      names: volumeNames,
      valueMax: 255,
    }),
    triggers: readTriggerReferences(run['triggers'], below(place, 'triggers'), turn),
  };
};

/** The run, or one for each turn of its loops, with `{loop}` in its name replaced. */
export const readRuns = (value: unknown, place: Place, ground: RunGround): readonly ReadRun[] => {
  const run = readFields(value, place, { known, refused });
  const turns = readTurns(run['loop-on'], below(place, 'loop-on'));
  // What is wrong with the run is said once, however often it is turned.
  const issuesBefore = place.issues.length;
  const read: ReadRun[] = [];
  for (const turn of turns) {
    if (place.issues.length > issuesBefore) break;
    read.push(readTurn(run, { place, turn }, ground));
  }
  return read;
};
