/** Once before all tests: checks the runtime and starts the process that holds the database server of the run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

declare global {
  // The set-up and the tear-down share nothing else.
  var moorgateTestServer: ChildProcess | undefined;
}

const setUp = async (): Promise<void> => {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 24) throw new Error(`the suite runs on Node 24, not on ${process.versions.node}`);

  // A process of its own ends itself when its input closes, so an aborted run leaves no server behind; and jest does
  // not resolve the packages' sources in this file.
  const child = spawn(
    process.execPath,
    [
      '--conditions=@moorgate/source',
      fileURLToPath(new URL('./serve-test-database.ts', import.meta.url)),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  );
  globalThis.moorgateTestServer = child;
  const exited = once(child, 'exit').then(() => undefined);
  const firstLine = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  const line = await Promise.race([firstLine, exited]);
  if (line === undefined) throw new Error('the database server of the tests did not start');
  Object.assign(process.env, JSON.parse(line[0]));
};
export default setUp;
