import { readMachines } from './machines.ts';

const generic = ['amd64-linux', 'arm64-linux'];

/** What is read where `factory-config.yml` has this content; undefined where it is not there. */
const machinesOf = async (content: string | undefined): Promise<readonly string[]> => {
  const asked: unknown[] = [];
  const machines = await readMachines(
    {
      readFile: (file) => {
        asked.push(file);
        return Promise.resolve(content === undefined ? undefined : Buffer.from(content));
      },
      readCommit: () => Promise.resolve(undefined),
      listReferences: () => Promise.resolve(new Map()),
    },
    'acme',
  );
  const place = { repository: 'ci-scripts', revision: 'HEAD', path: 'factory-config.yml' };
  expect(asked).toEqual([{ factory: 'acme', ...place }]);
  return machines;
};

test('machines are those that the configuration of the factory names, in its order', async () => {
  const named = 'lmp:\n  machines: [raspberrypi4-64, intel-corei7-64]\n';
  expect(await machinesOf(named)).toEqual(['raspberrypi4-64', 'intel-corei7-64']);
});

test('what can be no machine is none', async () => {
  const odd = 'lmp: { machines: [good, ../bad, 1, "", "a b", null, -x] }';
  expect(await machinesOf(odd)).toEqual(['good']);
});

test.each([
  ['there is no configuration', undefined],
  ['it is empty', ''],
  ['it names none', 'containers: {}'],
  ['its list is none', 'lmp: { machines: intel }'],
  ['its list is empty', 'lmp: { machines: [] }'],
  ['it is no YAML', 'lmp: ['],
  ['it repeats itself without end', 'a: &a [*a, *a]\nlmp: 1'],
])('where %s they are those of an ordinary Linux', async (_what, content) => {
  expect(await machinesOf(content)).toEqual(generic);
});

test('where there is no git they are those of an ordinary Linux', async () => {
  expect(await readMachines(null, 'acme')).toEqual(generic);
});
