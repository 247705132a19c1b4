import { glob, readFile } from 'node:fs/promises';
import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { sql } from 'kysely';
import ts from 'typescript';
import { openDatabase } from './connect.ts';
import type { Db } from './database.ts';

/** A column as it is declared, and as the catalogue has it. */
interface Column {
  /** The static type, with `json` for whatever a document is read as. */
  readonly type: string;
  /** The only values of a text, sorted; null: any. */
  readonly values: readonly string[] | null;
  readonly isNullable: boolean;
  /** Whether an insert may leave out a value that is not null by default. */
  readonly isGenerated: boolean;
}
type Tables = Record<string, Record<string, Column>>;

/** What the driver reads a type of PostgreSQL as. */
const staticTypes: Readonly<Record<string, string>> = {
  bigint: 'number',
  boolean: 'boolean',
  bytea: 'Buffer',
  'bytea[]': 'Buffer[]',
  inet: 'string',
  'inet[]': 'string[]',
  integer: 'number',
  json: 'json',
  jsonb: 'json',
  smallint: 'number',
  text: 'string',
  'text[]': 'string[]',
  'timestamp with time zone': 'Date',
  'timestamp(3) with time zone': 'Date',
  uuid: 'string',
};

let database: TestDatabase;
let db: Db;
let source: ts.SourceFile;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, applicationName: 'test' });
  const texts: string[] = [];
  for await (const path of glob(['database.ts', 'tables/*.ts'], { cwd: import.meta.dirname }))
    texts.push(await readFile(`${import.meta.dirname}/${path}`, 'utf8'));
  source = ts.createSourceFile('tables.ts', texts.join('\n'), ts.ScriptTarget.Latest, true);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

/** The members of an interface: their names, and the texts of their types. */
const membersOf = (name: string): [string, string][] => {
  const found = source.statements
    .filter(ts.isInterfaceDeclaration)
    .find((declaration) => declaration.name.text === name);
  return [...(found?.members ?? [])]
    .filter(ts.isPropertySignature)
    .map((member) => [member.name.getText(source), member.type!.getText(source)]);
};

/** The values of an alias such as `'open' | 'approval'`; null for what is no such alias. */
const valuesOf = (alias: string): string[] | null => {
  const found = source.statements
    .filter(ts.isTypeAliasDeclaration)
    .find((declaration) => declaration.name.text === alias);
  const values = found?.type.getText(source).match(/'[^']+'/g) ?? null;
  return values?.map((value) => value.slice(1, -1)).sort() ?? null;
};

/** Types of documents; what they hold is for those to know who write and read them. */
const documents = [
  /^unknown$/,
  /^Labels$/,
  /^TokenRate$/,
  /^TokenConfirmation$/,
  /^DialectTerms$/,
  /^AppsStateColumn$/,
  /^RunResultColumn$/,
  /^OperationLineColumn$/,
  /^JsonObject$/,
  /^readonly \w+\[\]$/,
  /^Readonly<Record<string, \w+>>$/,
];

const declaredColumn = (declaration: string): Column => {
  // What is read, and what is inserted, of a column that is written as text.
  const [, read, inserted = ''] = /^ColumnType<(.+), ([^,<>]+), [^,<>]+>$/.exec(declaration) ?? [];
  const generated = /^Generated(?:Always)?<(.*)>$/.exec(declaration)?.[1];
  const inner = read ?? generated ?? declaration;
  const bare = inner.replace(/ \| null$/, '');
  const isDocument = documents.some((one) => one.test(bare));
  const values = isDocument ? null : valuesOf(bare);
  return {
    type: isDocument ? 'json' : values === null ? bare : 'string',
    values,
    isNullable: bare !== inner || bare === 'unknown',
    isGenerated: generated !== undefined || inserted.includes('undefined'),
  };
};

const declaredTables = (): Tables =>
  Object.fromEntries(
    membersOf('Database').map(([table, type]) => [
      table,
      Object.fromEntries(membersOf(type).map(([name, text]) => [name, declaredColumn(text)])),
    ]),
  );

interface CatalogueRow {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
  readonly isGenerated: boolean;
  /** The definition of the check that lists the values. */
  readonly check: string | null;
}

const catalogueTables = async (): Promise<Tables> => {
  const { rows } = await sql<CatalogueRow>`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      not a.attnotnull as "isNullable", a.atthasdef or a.attidentity <> '' as "isGenerated",
      (select pg_get_constraintdef(n.oid) from pg_constraint n
       where n.conrelid = c.oid and n.contype = 'c' and n.conkey = array[a.attnum]
         and pg_get_constraintdef(n.oid) like '%= ANY (ARRAY[%') as check
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'kysely\\_%'
      and a.attnum > 0 and not a.attisdropped
    order by c.relname, a.attnum`.execute(db);
  const tables: Tables = {};
  for (const { table, name, type, isNullable, isGenerated, check } of rows) {
    const values = check
      ?.match(/'[^']+'(?=::text)/g)
      ?.map((value) => value.slice(1, -1))
      .sort();
    const column = {
      type: staticTypes[type] ?? type,
      values: values ?? null,
      isNullable,
      isGenerated,
    };
    (tables[table] ??= {})[name] = column;
  }
  return tables;
};

test('the declared tables and columns are those of a migrated database', async () => {
  const catalogue = await catalogueTables();
  expect(Object.keys(catalogue)).toContain('devices');
  expect(declaredTables()).toEqual(catalogue);
});

test('a declaration is read strictly enough to notice a difference', () => {
  const any = { values: null, isNullable: false, isGenerated: false };
  expect(declaredColumn('Date')).toEqual({ ...any, type: 'Date' });
  expect(declaredColumn('Date | null')).toEqual({ ...any, type: 'Date', isNullable: true });
  expect(declaredColumn('Generated<number>')).toEqual({
    ...any,
    type: 'number',
    isGenerated: true,
  });
  expect(declaredColumn('EnrolmentPolicy')).toEqual({
    ...any,
    type: 'string',
    values: ['approval', 'open', 'registered'],
  });
});
