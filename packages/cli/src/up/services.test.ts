import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A process of its own, whose Node is not where it was any more when it starts a service. */
const script = `
  const { startService } = await import(process.argv[1]);
  process.execPath = '/nowhere/node';
  const command = { name: 'some service', entry: 'some.js', environment: {}, addressVariable: '' };
  await startService(command).catch((error) => console.log(error.message));
`;

test('a service that cannot be forked is told in one sentence', async () => {
  const options = ['--conditions=@moorgate/source', '--input-type=module', '--eval', script];
  const services = join(import.meta.dirname, 'services.ts');
  const { stdout, stderr } = await run(process.execPath, [...options, services]);
  expect(stdout).toBe(
    'some service did not start (spawn /nowhere/node ENOENT); its log says why\n',
  );
  expect(stderr).toBe('');
});
