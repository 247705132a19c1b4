/** The threat model says what tests show; here is what shows that they do. */
import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { repositoryRoot } from './repository.ts';

const page = readFileSync(join(repositoryRoot, 'docs/threat-model.md'), 'utf8');

/** Each test that the page names: `[file](path): “title”`. */
const references = [...page.matchAll(/\[([^\]]+\.test\.ts)\]\(([^)]+)\): “([^”]+)”/g)].map(
  ([, name = '', path = '', title = '']) => ({ name, path: normalize(join('docs', path)), title }),
);

/** The rows of the tables behind this heading, up to the next heading of the same level. */
const rowsBehind = (heading: string): string[] => {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  return (section.split('\n## ', 1)[0] ?? '')
    .split('\n')
    .filter((line) => /^\| (API|\d)/.test(line));
};

test('every test that the threat model names is there, under its title', () => {
  expect(references.length).toBeGreaterThan(100);
  const missing = references.filter(({ name, path, title }) => {
    const text = readFileSync(join(repositoryRoot, path), 'utf8');
    return !path.endsWith(`/${name}`) || !text.includes(title);
  });
  expect(missing).toEqual([]);
});

test('nothing that looks like such a name is written otherwise', () => {
  expect(page.match(/\.test\.ts\]/g)).toHaveLength(references.length);
});

test('every line has a test, or the reason why it does not apply', () => {
  const rows = [
    ...rowsBehind('OWASP API Security Top 10 (2023)'),
    ...rowsBehind('OWASP ASVS 5.0, level 2'),
  ];
  const bare = rows.filter((row) => !/\.test\.ts\]\(|does not apply: |by construction: /.test(row));
  expect(rows.length).toBeGreaterThan(80);
  expect(bare).toEqual([]);
});

test('all ten of the Top 10 and all seventeen chapters are there', () => {
  expect(rowsBehind('OWASP API Security Top 10 (2023)')).toHaveLength(10);
  const chapters = [...page.matchAll(/^### V(\d+) /gm)].map(([, number]) => Number(number));
  expect(chapters).toEqual(Array.from({ length: 17 }, (_, index) => index + 1));
});
