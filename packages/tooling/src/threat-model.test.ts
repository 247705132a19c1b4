/** The pages about security say what tests show; here is what shows that they do. */
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { repositoryRoot } from './repository.ts';

const paths = {
  model: 'docs/threat-model.md',
  asvs: 'docs/security/asvs.md',
  tokens: 'docs/security/tokens.md',
};
const readPage = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');
const model = readPage(paths.model);
const asvs = readPage(paths.asvs);

/** Each test that a page names: `[file](path): “title”`. */
const referencesIn = (page: string, path: string) =>
  [...page.matchAll(/\[([^\]]+\.test\.ts)\]\(([^)]+)\): “([^”]+)”/g)].map(
    ([, name = '', target = '', title = '']) => ({
      name,
      path: normalize(join(dirname(path), target)),
      title,
    }),
  );

const topTen = model.split('\n').filter((line) => /^\| API\d/.test(line));
const requirements = asvs.split('\n').filter((line) => /^\| \d/.test(line));

/** The numbers of the requirements whose evidence begins with this word. */
const numbersWith = (word: string): string[] =>
  requirements
    .map((row) => row.split(' | '))
    .filter(([, , , evidence = '']) => evidence.startsWith(`${word}: `))
    .map(([number = '']) => number.replace('| ', ''));

/** How many requirements of levels 1 and 2 each of the seventeen chapters of the standard has. */
const perChapter = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7];

test.each([
  [paths.model, 40],
  [paths.asvs, 250],
  [paths.tokens, 20],
])('every test that %s names is there, under its title', (path, atLeast) => {
  const page = readPage(path);
  const references = referencesIn(page, path);
  expect(references.length).toBeGreaterThan(atLeast);
  expect(page.match(/\.test\.ts\]/g)).toHaveLength(references.length);
  const missing = references.filter((reference) => {
    const text = readPage(reference.path);
    return !reference.path.endsWith(`/${reference.name}`) || !text.includes(reference.title);
  });
  expect(missing).toEqual([]);
});

test('every line has a test, or a reason why it has none', () => {
  const reason = /\.test\.ts\]\(|(?:does not apply|by construction|departs|open): /;
  expect([...topTen, ...requirements].filter((row) => !reason.test(row))).toEqual([]);
});

test('all ten of the Top 10, and each requirement of each chapter of the standard, stand there once', () => {
  expect(topTen).toHaveLength(10);
  const numbers = requirements.map((row) => row.split(' | ')[0]);
  expect(new Set(numbers).size).toBe(numbers.length);
  const counts = perChapter.map(
    (_, index) => requirements.filter((row) => row.startsWith(`| ${index + 1}.`)).length,
  );
  expect(counts).toEqual(perChapter);
});

test.each([
  ['open', 'Open'],
  ['departs', 'Departing'],
])('what is %s is listed at the top', (word, label) => {
  const [, listed = ''] = new RegExp(`${label}: ([\\d., \\s]+?)\\.(?:\\s|$)`).exec(asvs) ?? [];
  expect(listed === '' ? [] : listed.split(/,\s+/)).toEqual(numbersWith(word));
});
