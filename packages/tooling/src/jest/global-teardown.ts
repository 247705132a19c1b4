/** Once after all tests: ends the database server of the run. */
import { once } from 'node:events';

const tearDown = async (): Promise<void> => {
  const child = globalThis.moorgateTestServer;
  if (child === undefined || child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.stdin?.end();
  await exited;
};
export default tearDown;
