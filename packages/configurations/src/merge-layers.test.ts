import fc from 'fast-check';
import { parse } from 'smol-toml';
import { agentSettingsFile, mergeLayers } from './merge-layers.ts';

const plain = (value: string, onChanged: readonly string[] = []) => ({
  value,
  isUnencrypted: true,
  onChanged,
});
const sealed = (value: string) => ({ value, isUnencrypted: false, onChanged: [] });
const layersOf = (...values: Parameters<typeof mergeLayers>[0][number]['files'][]) =>
  values.map((files) => ({ files }));
const settings = (...texts: string[]) =>
  mergeLayers(texts.map((text) => ({ files: { [agentSettingsFile]: plain(text) } }))).get(
    agentSettingsFile,
  )!.value;

test('a file of a later layer takes the place of the earlier one as a whole', () => {
  const merged = mergeLayers(
    layersOf(
      { a: plain('1', ['/x']), only: plain('f') },
      { a: sealed('2'), group: plain('g') },
      { a: plain('3') },
    ),
  );
  expect(Object.fromEntries(merged)).toEqual({
    a: { ...plain('3'), from: [2] },
    only: { ...plain('f'), from: [0] },
    group: { ...plain('g'), from: [1] },
  });
});

test('a file may be called as what every object has', () => {
  const merged = mergeLayers(layersOf({ constructor: plain('1') }, { toString: plain('2') }));
  expect([...merged.keys()]).toEqual(['constructor', 'toString']);
});

describe('the settings of the agent', () => {
  test('are joined key by key, sorted, in double quotes, with an empty line between sections', () => {
    const merged = settings(
      `[pacman]\ntags = 'main'\ncompose_apps = "a,b"\n`,
      `[uptane]\npolling_sec = "60"\n\n[pacman]\ncompose_apps = ""\n`,
    );
    expect(merged).toBe(
      '[pacman]\ncompose_apps = ""\ntags = "main"\n\n[uptane]\npolling_sec = "60"\n',
    );
  });

  test('have the handler of the last layer that has them', () => {
    const merged = mergeLayers(
      layersOf(
        { [agentSettingsFile]: plain('a = 1', ['/one']) },
        { [agentSettingsFile]: plain('b = 2', ['/two', 'x']) },
      ),
    ).get(agentSettingsFile);
    expect(merged).toEqual({ ...plain('a = 1\nb = 2\n', ['/two', 'x']), from: [0, 1] });
  });

  test('are passed on untouched where only one layer has them', () => {
    const text = "# mine\n[pacman]\n  tags='x' # as it is\n";
    expect(settings(text)).toBe(text);
  });

  test.each([
    ['encrypted', sealed('not TOML')],
    ['no TOML', plain('[[')],
  ])('that are %s replace those before, or are replaced', (_what, odd) => {
    const good = plain('a = 1\n');
    const last = (...files: (typeof good)[]) =>
      mergeLayers(files.map((file) => ({ files: { [agentSettingsFile]: file } }))).get(
        agentSettingsFile,
      );
    expect(last(good, odd)).toEqual({ ...odd, from: [1] });
    expect(last(odd, good)).toEqual({ ...good, from: [1] });
  });

  test('hold, for every key, what the last layer that names it says', () => {
    const section = fc.constantFrom('pacman', 'uptane', 'a b', 'x.y');
    const key = fc.constantFrom('tags', 'polling_sec', 'key with space', '"');
    const layer = fc.dictionary(section, fc.dictionary(key, fc.string({ unit: 'grapheme' })));
    const textOf = (tables: Readonly<Record<string, Readonly<Record<string, string>>>>): string =>
      Object.entries(tables)
        .map(([name, keys]) => {
          const lines = Object.entries(keys).map(
            ([one, value]) => `${JSON.stringify(one)} = ${JSON.stringify(value)}`,
          );
          return [`[${JSON.stringify(name)}]`, ...lines].join('\n');
        })
        .join('\n');
    const isText = (text: string): boolean => !/[\u007f-\u009f]/.test(text);
    fc.assert(
      fc.property(fc.array(layer, { minLength: 2, maxLength: 3 }), (layers) => {
        fc.pre(layers.every((one) => isText(JSON.stringify(one))));
        const expected: Record<string, Record<string, string>> = {};
        for (const one of layers)
          for (const [name, keys] of Object.entries(one))
            expected[name] = { ...expected[name], ...keys };
        expect(parse(settings(...layers.map(textOf)))).toEqual(expected);
      }),
    );
  });
});
