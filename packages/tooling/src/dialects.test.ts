/** Every dialect is built alike, and each can be taken out without a trace. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, normalize, relative } from 'node:path';
import ts from 'typescript';
import { repositoryRoot } from './repository.ts';

const dialectsFolder = 'services/admin-api/src/dialects';
const listFile = join(repositoryRoot, dialectsFolder, 'index.ts');
const folderOf = (name: string): string => join(repositoryRoot, dialectsFolder, name);

const names = readdirSync(join(repositoryRoot, dialectsFolder), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The dialect that answers for whatever no other has; tools and the client stand on it. */
const foundation = 'native';
const removable = names.filter((name) => name !== foundation);

describe.each(names)('the folder of %s', (name) => {
  const entries = readdirSync(folderOf(name));

  test.each([
    'README.md',
    'index.ts',
    'context.ts',
    'authenticate.ts',
    'envelope.ts',
    'document.ts',
  ])('has %s', (file) => {
    expect(entries).toContain(file);
  });

  test('has schemas, translations, endpoints by resource, and recorded examples', () => {
    expect(entries.filter((entry) => /^schemas(-[a-z-]+)?\.ts$/.test(entry))).not.toEqual([]);
    expect(entries.filter((entry) => /^translate(-[a-z-]+)?\.ts$/.test(entry))).not.toEqual([]);
    const resources = readdirSync(join(folderOf(name), 'endpoints'), { withFileTypes: true });
    expect(resources.filter((entry) => entry.isDirectory())).not.toEqual([]);
    expect(readdirSync(join(folderOf(name), 'examples'))).not.toEqual([]);
  });

  test('exports its face, which has one line in the list', () => {
    const index = readFileSync(join(folderOf(name), 'index.ts'), 'utf8');
    const list = readFileSync(listFile, 'utf8');
    expect(index).toContain(`export const ${name}Face = defineFace(`);
    expect(list).toContain(`import { ${name}Face } from './${name}/index.ts';`);
  });
});

/** Each test that a page names: its file, as a link or as a name within the folder, and its title, or how that begins. */
const testReferences = (text: string) =>
  [...text.matchAll(/(?:`|\[)([\w-]+\.test\.ts)(?:`|\]\(([^)]+)\))(?:[,:] “([^”]+)”)?/g)].map(
    ([, file = '', target, title = '']) => ({ file, target, title }),
  );

describe.each(removable)('the divergences of %s', (name) => {
  const page = join(folderOf(name), 'README.md');
  const text = existsSync(page) ? readFileSync(page, 'utf8') : '';
  const [, section = ''] = text.split(/^## DIVERGENCES$/m);
  const rows = section.split('\n').filter((line) => /^\| (?!There \|)/.test(line));

  test('are listed, each with the test that shows it', () => {
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => testReferences(row).length === 0)).toEqual([]);
  });

  test('name tests that are there, under their titles', () => {
    const inside = readdirSync(folderOf(name), { recursive: true, encoding: 'utf8' });
    const missing = testReferences(section).filter(({ file, target, title }) => {
      const paths =
        target === undefined
          ? inside.filter((path) => basename(path) === file)
          : [target].filter((path) => existsSync(join(folderOf(name), path)));
      const start = title.replace(/ ?…$/, '');
      return !paths.some((path) =>
        readFileSync(join(folderOf(name), path), 'utf8').includes(start),
      );
    });
    expect(missing).toEqual([]);
  });
});

/** The options with which the whole tree is checked, tests included. */
const readProject = (): ts.ParsedCommandLine => {
  const file = join(repositoryRoot, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path));
  return ts.parseJsonConfigFileContent(config, ts.sys, repositoryRoot);
};

/** The list of dialects without one of them. */
const withoutLine = (name: string): string =>
  readFileSync(listFile, 'utf8')
    .replace(new RegExp(`^import \\{ ${name}Face \\} .*\\n`, 'm'), '')
    .replace(new RegExp(`\\b${name}Face\\b,?`), '');

/** A compiler that sees the tree as it would be without the folder of a dialect and without its line. */
const hostWithout = (
  name: string,
  options: ts.CompilerOptions,
  parsed: Map<string, ts.SourceFile>,
): ts.CompilerHost => {
  const host = ts.createCompilerHost(options);
  const isGone = (path: string): boolean => !relative(folderOf(name), path).startsWith('..');
  const changed = new Map([[listFile, withoutLine(name)]]);
  return {
    ...host,
    fileExists: (path) => !isGone(path) && host.fileExists(path),
    directoryExists: (path) => !isGone(path) && host.directoryExists!(path),
    readFile: (path) => changed.get(path) ?? (isGone(path) ? undefined : host.readFile(path)),
    getSourceFile: (path, languageVersion) => {
      const text = changed.get(path);
      if (text !== undefined) return ts.createSourceFile(path, text, languageVersion, true);
      const known = parsed.get(path) ?? host.getSourceFile(path, languageVersion);
      if (known !== undefined) parsed.set(path, known);
      return known;
    },
  };
};

describe('without a dialect', () => {
  const parsed = new Map<string, ts.SourceFile>();
  const { fileNames, options } = readProject();
  /** Whoever could name a dialect; the import rules keep other dialects from it, and packages from the service. */
  const judged = fileNames.filter(
    (path) =>
      /\/(?:services\/admin-api|packages\/tooling)\/src\//.test(path) &&
      !names.some((name) => path.startsWith(`${folderOf(name)}/`)),
  );

  test.each(removable)(
    '%s, the rest compiles, tests included',
    (name) => {
      const host = hostWithout(name, options, parsed);
      const program = ts.createProgram({ rootNames: judged, options, host });
      const faults = judged
        .flatMap((path) => program.getSemanticDiagnostics(program.getSourceFile(path)))
        .map(({ file, messageText }) => {
          const place = relative(repositoryRoot, file?.fileName ?? '');
          return `${place}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
        });
      expect(faults).toEqual([]);
    },
    300_000,
  );
});

test('no page outside of its folder links to a dialect that can be taken out', () => {
  const pages = ['README.md', 'docs/architecture.md', 'docs/threat-model.md'];
  const links = pages.flatMap((page) => {
    const text = readFileSync(join(repositoryRoot, page), 'utf8');
    return [...text.matchAll(/\]\(([^)#]+)/g)].map(([, target = '']) => ({
      page,
      path: normalize(join(dirname(page), target)),
    }));
  });
  const wrong = links.filter(({ path }) =>
    removable.some((name) => path.startsWith(`${dialectsFolder}/${name}`)),
  );
  expect(wrong).toEqual([]);
  expect(statSync(folderOf(foundation)).isDirectory()).toBe(true);
});
