/** Every dialect is built alike, and each can be taken out without a trace. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
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

/** Every test file that a dialect's page may name: those of its folder, and those of packages that the work is done in. */
const testFilesFor = (name: string): string[] =>
  [folderOf(name), join(repositoryRoot, 'packages')].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.test.ts') && !/(?:^|\/)(?:node_modules|dist)\//.test(path))
      .map((path) => join(folder, path)),
  );

/** What is named in the last cell of a row: texts in code or in quotation marks. */
const namedIn = (row: string): string[] => {
  const cell = row.split(' | ').at(-1) ?? '';
  return [...cell.matchAll(/`([^`]+)`|“([^”]+)”|\[([^\]]+)\]\(/g)].map(
    ([, code, quoted, linked]) => code ?? quoted ?? linked ?? '',
  );
};

const isFileOf = (text: string) => (path: string) =>
  path.endsWith(`/${text}`) || path.endsWith(`/${text}.test.ts`);

describe.each(removable)('the divergences of %s', (name) => {
  const page = join(folderOf(name), 'README.md');
  const text = existsSync(page) ? readFileSync(page, 'utf8') : '';
  const [, section = ''] = text.split(/^## DIVERGENCES$/m);
  const rows = section.split('\n').filter((line) => /^\| (?!There \|)/.test(line));
  const files = testFilesFor(name);
  const testsOf = (row: string): string[] =>
    namedIn(row).flatMap((named) => files.filter(isFileOf(named)));

  test('are listed, each with the test that shows it', () => {
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => testsOf(row).length === 0)).toEqual([]);
  });

  test('name tests that are there, by how their titles begin', () => {
    const examples = readdirSync(join(folderOf(name), 'examples'));
    const missing = rows.flatMap((row) => {
      const texts = testsOf(row).map((path) => readFileSync(path, 'utf8'));
      return namedIn(row)
        .map((named) => named.replace(/ ?…$/, ''))
        .filter((named) => !named.startsWith('packages/') && !files.some(isFileOf(named)))
        .filter((title) => !examples.includes(title) && !texts.some((one) => one.includes(title)));
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
