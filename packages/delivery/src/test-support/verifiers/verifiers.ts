/** Two clients of The Update Framework that are not ours, each as a program that refreshes metadata once. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pythonPackage } from '@moorgate/testing';

const here = import.meta.dirname;

/** A client; or, in one sentence, why there is none. */
export type Verifier =
  | {
      readonly name: string;
      readonly isThere: true;
      /** Refreshes what is in the folder from the address; the words of the refusal, null where all is accepted. */
      refresh(folder: string, address: string): Promise<string | null>;
    }
  | { readonly name: string; readonly isThere: false; readonly reason: string };

interface Program {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const refreshWith =
  ({ program, args, env }: Program) =>
  (folder: string, address: string): Promise<string | null> =>
    new Promise((resolve, reject) => {
      const options = { env: { PATH: process.env['PATH'], ...env }, timeout: 30_000 };
      execFile(program, [...args, folder, address], options, (error, stdout, stderr) => {
        if (error === null) resolve(null);
        else if (error.code === 1 && stdout !== '') resolve(stdout.trim());
        else reject(new Error(`${program} failed: ${stderr}`, { cause: error }));
      });
    });

/** tuf-js, by the authors of the package manager. */
const tufJs: Verifier = {
  name: 'tuf-js',
  isThere: true,
  refresh: refreshWith({
    program: process.execPath,
    args: [join(here, 'walk-with-tuf-js.ts')],
    env: {},
  }),
};

/** python-tuf, the reference implementation. */
const pythonTuf = async (): Promise<Verifier> => {
  const name = 'python-tuf';
  const requirements = join(here, 'requirements.txt');
  const found = await pythonPackage({ name: 'tuf', module: 'tuf', requirements });
  if (!found.isThere) return { name, ...found };
  const { program, env } = found;
  return {
    name,
    isThere: true,
    refresh: refreshWith({ program, args: [join(here, 'walk.py')], env }),
  };
};

/** Both. */
export const findVerifiers = async (): Promise<readonly Verifier[]> => [tufJs, await pythonTuf()];
