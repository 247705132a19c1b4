/** How a script is started. */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { RunFolder } from '../workspace/run-folder.ts';

/** Where the script stands for itself. */
const path = '/script-repo/do_run';

/** A script that names its interpreter is started as it is; any other is one of the shell. */
export const scriptCommand = ({ script }: RunFolder): string[] => {
  const file = openSync(join(script, 'do_run'), 'r');
  const start = Buffer.alloc(2);
  readSync(file, start);
  closeSync(file);
  return start.toString() === '#!' ? [path] : ['/bin/sh', path];
};
