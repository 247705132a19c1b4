/** Programs in Python that tests hold the product against: installed from the package index into a cache of this checkout. */
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { installPackage, run } from '../debian/apt.ts';
import { holdLock } from '../debian/hold-lock.ts';

/** What a test needs. */
export interface PythonRequest {
  /** The name for people. */
  readonly name: string;
  /** The module that is run. */
  readonly module: string;
  /** A file with the exact version of everything that is installed. */
  readonly requirements: string;
  /** Where it is kept; a folder of this checkout unless said. */
  readonly cacheFolder?: string;
}

/** A program that runs; or, in one sentence, why there is none. */
export type PythonPackage =
  | {
      readonly isThere: true;
      /** The interpreter. */
      readonly program: string;
      /** What stands before the arguments of the program. */
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly isThere: false; readonly reason: string };

const cacheOfCheckout = resolve(import.meta.dirname, '../../../../.cache/python');
const python = 'python3';

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const lastLineOf = (output: string): string => output.trim().split('\n').at(-1) ?? '';

/** A virtual environment for its pip alone; the modules for it are a package of their own on Debian. */
const makePip = async (folder: string): Promise<string> => {
  const make = (): ReturnType<typeof run> => run(python, ['-m', 'venv', '--clear', folder]);
  let made = await make();
  if (!made.ok && process.getuid?.() === 0) {
    await installPackage('python3-venv');
    made = await make();
  }
  if (!made.ok) throw new Error(`there is no python3 with venv: ${lastLineOf(made.output)}`);
  return join(folder, 'bin', 'python');
};

/** Installs beside the place and moves it there whole, so that what is there is complete. */
const installOnce = async (place: string, requirements: string, folder: string): Promise<void> => {
  if (await exists(place)) return;
  const draft = `${place}.draft`;
  await rm(draft, { recursive: true, force: true });
  const pip = await makePip(join(folder, 'pip'));
  const options = ['--disable-pip-version-check', '--no-input', '--quiet', '--timeout', '20'];
  const args = ['-m', 'pip', 'install', ...options, '--target', draft, '-r', requirements];
  const installed = await run(pip, args);
  if (!installed.ok) throw new Error(lastLineOf(installed.output));
  await rename(draft, place);
};

/**
 * Finds a program in Python, installed with everything that its requirements name into a cache that later runs find again;
 * installs it the first time, and `python3-venv` before it where root lacks that. Any number of processes may ask at once.
 * Where there is none, the reason says why in one sentence.
 */
export const pythonPackage = async (request: PythonRequest): Promise<PythonPackage> => {
  const { name, module, requirements, cacheFolder = cacheOfCheckout } = request;
  try {
    const version = await run(python, ['-c', 'import sys; print(sys.version_info[:2])']);
    const key = createHash('sha256')
      .update(await readFile(requirements))
      .update(version.ok ? version.output : '')
      .digest('hex');
    const place = join(cacheFolder, `${name}-${key.slice(0, 16)}`);
    await mkdir(cacheFolder, { recursive: true });
    await holdLock(join(cacheFolder, 'lock'), () => installOnce(place, requirements, cacheFolder));
    const env = { PYTHONPATH: place, PYTHONDONTWRITEBYTECODE: '1' };
    return { isThere: true, program: python, args: ['-m', module], env };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { isThere: false, reason: `${name} cannot be installed (${why}).` };
  }
};
