/** Every dialect is built alike, and each can be taken out without a trace. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import ts from 'typescript';
import { repositoryRoot } from './repository.ts';

const dialectsFolder = 'services/admin-api/src/dialects';
const listFile = join(repositoryRoot, dialectsFolder, 'index.ts');
const folderOf = (name: string): string => join(repositoryRoot, dialectsFolder, name);

/** Whether a path is that of the folder of this dialect, or lies in it. */
const isWithin =
  (name: string) =>
  (path: string): boolean => {
    const folder = folderOf(name);
    return path === folder || path.startsWith(`${folder}/`);
  };

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
    expect(index).toMatch(new RegExp(`^export const ${name}Face = defineFace[<(]`, 'm'));
    expect(list).toContain(`import { ${name}Face } from './${name}/index.ts';`);
  });
});

/** The options with which the whole tree is checked, tests included. */
const readProject = (): ts.ParsedCommandLine => {
  const file = join(repositoryRoot, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path));
  return ts.parseJsonConfigFileContent(config, ts.sys, repositoryRoot);
};

const { fileNames, options } = readProject();

/** Whether it is no dialect’s: of the service that all of them are in, or of packages that the work is done in. */
const isOfAll = (path: string): boolean =>
  ['packages/', 'services/admin-api/src/'].some((place) =>
    path.startsWith(join(repositoryRoot, place)),
  ) && !path.startsWith(join(repositoryRoot, dialectsFolder, '/'));

/** Every test file that a page of a dialect may name: those of its folder, and those that are no dialect’s. */
const testFilesFor = (name: string): string[] =>
  fileNames
    .filter((path) => path.endsWith('.test.ts'))
    .filter((path) => isWithin(name)(path) || isOfAll(path));

/** What is named in the last cell of a row: texts in code or in quotation marks. */
const namedIn = (row: string): string[] => {
  const cell = row.split(' | ').at(-1) ?? '';
  return [...cell.matchAll(/`([^`]+)`|“([^”]+)”|\[([^\]]+)\]\(/g)].map(
    ([, code, quoted, linked]) => code ?? quoted ?? linked ?? '',
  );
};

const isFileOf = (text: string) => (path: string) =>
  path.endsWith(`/${text}`) || path.endsWith(`/${text}.test.ts`);

describe.each(names)('the divergences of %s', (name) => {
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

/** Where texts of a file lead that begin like the path of an import, whatever they are. */
const relativePathsIn = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/['"`](\.{1,2}\/[^'"`\n]*)['"`]/g)].map(
    ([, target = '']) => join(dirname(path), target),
  );

/** The list of dialects without what it has from one folder: a face for each document of the dialect. */
const withoutLine = (name: string): string => {
  const list = readFileSync(listFile, 'utf8');
  const imports = new RegExp(`^import \\{ (\\w+Face) \\} from '\\./${name}/.*\\n`, 'gm');
  const faces = [...list.matchAll(imports)].map(([, face = '']) => face);
  return faces.reduce(
    (text, face) => text.replace(new RegExp(`\\b${face}\\b,?`), ''),
    list.replace(imports, ''),
  );
};

/** A compiler that sees the tree as it would be without the folder of a dialect and without its line. */
const hostWithout = (
  name: string,
  options: ts.CompilerOptions,
  parsed: Map<string, ts.SourceFile>,
): ts.CompilerHost => {
  const host = ts.createCompilerHost(options);
  const isGone = isWithin(name);
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

/** What a file shows to those that import it; it has to say every type itself. */
const declarationOf = (text: string): string => {
  const compilerOptions = { isolatedDeclarations: true, strict: true };
  const { outputText, diagnostics } = ts.transpileDeclaration(text, {
    compilerOptions,
    reportDiagnostics: true,
  });
  expect(diagnostics).toEqual([]);
  return outputText;
};

/**
 * Checking the whole tree once for each dialect would take minutes. What a file comes to depends on its text, on the files
 * that its imports lead to, and on what those show. So only files that can be another thing afterwards are checked: the
 * list, and whatever has a path into the folder; the list shows the same as before, so nothing follows for those behind it.
 */
describe('without a dialect', () => {
  const parsed = new Map<string, ts.SourceFile>();
  const paths = fileNames.map((path) => ({ path, leadsTo: relativePathsIn(path) }));

  test.each(removable)(
    '%s, the rest compiles, tests included',
    (name) => {
      const isGone = isWithin(name);
      const rest = paths.filter(({ path }) => !isGone(path));
      const touched = rest.filter(({ leadsTo }) => leadsTo.some(isGone)).map(({ path }) => path);
      expect(touched).toContain(listFile);
      const host = hostWithout(name, options, parsed);
      const program = ts.createProgram({ rootNames: touched, options, host });
      const faults = touched
        .flatMap((path) => program.getSemanticDiagnostics(program.getSourceFile(path)))
        .map(({ file, messageText }) => {
          const place = relative(repositoryRoot, file?.fileName ?? '');
          return `${place}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
        });
      expect(faults).toEqual([]);
      expect(withoutLine(name)).not.toContain(`${name}Face`);
      expect(declarationOf(withoutLine(name))).toBe(declarationOf(readFileSync(listFile, 'utf8')));
    },
    120_000,
  );

  test.each(removable)('%s, no type of the rest changes unseen', (name) => {
    const global = paths
      .filter(({ path }) => isWithin(name)(path))
      .filter(({ path }) => /^\s*declare (?:global|module)\b/m.test(readFileSync(path, 'utf8')));
    expect(global).toEqual([]);
  });
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
