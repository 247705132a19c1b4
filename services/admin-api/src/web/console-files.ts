/** The files of the web console, as the build has made them, in memory. */
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';

/** One file, in each form in which it can be sent. */
export interface ConsoleFile {
  readonly type: string;
  readonly plain: Buffer;
  /** By the name of the coding (RFC 9110, section 8.4.1), the better one first; missing where it would not be shorter. */
  readonly encoded: ReadonlyMap<string, Buffer>;
}

/** The console. */
export interface ConsoleFiles {
  /** What every address shows that is no file. */
  readonly page: ConsoleFile;
  /** By path, as in `/assets/main-Bx71.js`; each is never changed under its name. */
  readonly assets: ReadonlyMap<string, ConsoleFile>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const codings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

const readConsoleFile = async (path: string): Promise<ConsoleFile> => {
  const plain = await readFile(path);
  const encoded = new Map<string, Buffer>();
  for (const [coding, ending] of codings) {
    const bytes = await readFile(`${path}${ending}`);
    if (bytes.length < plain.length) encoded.set(coding, bytes);
  }
  return { type: types[extname(path)]!, plain, encoded };
};

/** The folder to which the console is built, beside this service in a checkout and in what is installed of it. */
export const consoleFolder = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('@moorgate/console/package.json')), 'dist');

/** Reads it. Null where nothing was built, as in a checkout whose sources are run; rejects for what is there in part. */
export const readConsoleFiles = async (folder: string): Promise<ConsoleFiles | null> => {
  const names = await readdir(join(folder, 'assets')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (names === null) return null;
  const assets = new Map<string, ConsoleFile>();
  for (const name of names.filter((one) => extname(one) in types))
    assets.set(`/assets/${name}`, await readConsoleFile(join(folder, 'assets', name)));
  return { page: await readConsoleFile(join(folder, 'index.html')), assets };
};
