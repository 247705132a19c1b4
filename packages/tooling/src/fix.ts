/** `make fix [WHAT…]`: writes again what is generated, all of it unless told what, and formats the tree. */
import { toolCheck } from './checks/tool-check.ts';
import { writeGenerated } from './generate/generator.ts';
import { generators } from './generate/list-generators.ts';
import { repositoryRoot } from './repository.ts';

const format = async (): Promise<string[]> => {
  const complaint = await toolCheck(repositoryRoot, {
    name: 'format',
    script: 'node_modules/prettier/bin/prettier.cjs',
    args: ['--write', '--log-level=warn', '.'],
  }).run();
  if (complaint !== '') throw new Error(complaint);
  return [];
};

const steps = new Map<string, () => Promise<string[]>>([
  ...generators.map(
    (generator) => [generator.name, () => writeGenerated(repositoryRoot, generator)] as const,
  ),
  ['format', format] as const,
]);

const wanted = process.argv.length > 2 ? process.argv.slice(2) : [...steps.keys()];
for (const name of wanted) {
  const step = steps.get(name);
  if (step === undefined)
    throw new Error(`fix knows ${[...steps.keys()].join(', ')}; it does not know ${name}`);
  for (const path of await step()) process.stdout.write(`wrote ${path}\n`);
}
