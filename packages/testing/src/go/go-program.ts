/** Programs in Go that tests hold the product against: built from the module proxy into a cache of this checkout. */
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { run } from '../debian/apt.ts';
import { holdLock } from '../debian/hold-lock.ts';

/** What a test needs. */
export interface GoRequest {
  /** The path of the package that is the program, such as `example.org/tool/cmd/tool`. */
  readonly path: string;
  /** Its exact version. */
  readonly version: string;
  /** Where it is kept; a folder of this checkout unless said. */
  readonly cacheFolder?: string;
}

/** A program that runs; or, in one sentence, why there is none. */
export type GoProgram =
  | { readonly isThere: true; readonly program: string }
  | { readonly isThere: false; readonly reason: string };

const cacheOfCheckout = resolve(import.meta.dirname, '../../../../.cache/go');
const buildMsMax = 900_000;

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const lastLineOf = (output: string): string => output.trim().split('\n').at(-1) ?? '';

/** Builds beside the place and moves it there whole, so that what is there is complete. */
const buildOnce = async (place: string, { path, version }: GoRequest): Promise<void> => {
  if (await exists(place)) return;
  const draft = `${place}.draft`;
  await rm(draft, { recursive: true, force: true });
  const env = { GOBIN: draft, GOFLAGS: '-trimpath', CGO_ENABLED: '0' };
  const built = await run('go', ['install', `${path}@${version}`], env, buildMsMax);
  if (!built.ok) throw new Error(lastLineOf(built.output));
  await rename(join(draft, basename(path)), place);
  await rm(draft, { recursive: true });
};

/**
 * Finds a program in Go, built into a cache that later runs find again; builds it the first time, which takes minutes. Any
 * number of processes may ask at once. Where there is none, the reason says why in one sentence.
 */
export const goProgram = async (request: GoRequest): Promise<GoProgram> => {
  const { path, version, cacheFolder = cacheOfCheckout } = request;
  const place = join(cacheFolder, `${basename(path)}-${version}`);
  try {
    await mkdir(cacheFolder, { recursive: true });
    await holdLock(join(cacheFolder, 'lock'), () => buildOnce(place, request));
    return { isThere: true, program: place };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { isThere: false, reason: `${basename(path)} cannot be built (${why}).` };
  }
};
