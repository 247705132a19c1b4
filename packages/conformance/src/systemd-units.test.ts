/** The systemd units, held against the tool that systemd brings for it. */
import { chmod, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { debianPackage, declareWith } from '@moorgate/testing';
import { runProgram } from './support/containers/run-program.ts';

const units = resolve(import.meta.dirname, '../../../infra/systemd');
const analyzer = await debianPackage({ name: 'systemd', program: 'systemd-analyze' });

/** Of ten; below it systemd calls a service "OK". */
const exposureMax = 2;

declareWith(analyzer, describe)('systemd', () => {
  if (!analyzer.isThere) return;
  let root: string;
  let names: string[];

  /** What it said, warnings included. */
  const analyze = (...args: string[]): Promise<string> =>
    runProgram('sh', ['-c', 'exec "$0" "$@" 2>&1', analyzer.program, ...args], {
      env: { ...analyzer.env, SYSTEMD_COLORS: '0' },
    });

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'moorgate-units-'));
    const system = join(root, 'etc/systemd/system');
    // What the units stand on, as a system has it.
    await cp(analyzer.pathOf('/lib/systemd/system'), join(root, 'lib/systemd/system'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    await mkdir(system, { recursive: true });
    names = (await readdir(units)).filter((name) => /\.(service|target|timer)$/.test(name));
    for (const name of names) await cp(join(units, name), join(system, name));
    for (const program of ['opt/moorgate/node/node', 'bin/kill']) {
      await mkdir(dirname(join(root, program)), { recursive: true });
      await writeFile(join(root, program), '#!/bin/sh\n');
      await chmod(join(root, program), 0o755);
    }
  });
  afterAll(() => rm(root, { recursive: true }));

  test('finds nothing wrong with the units', async () => {
    expect(names).toHaveLength(8);
    const paths = names.map((name) => join(root, 'etc/systemd/system', name));
    expect(await analyze('verify', '--man=no', `--root=${root}`, ...paths)).toBe('');
  });

  test.each([
    'moorgate-admin-api',
    'moorgate-beacon',
    'moorgate-container-registry',
    'moorgate-device-gateway',
    'moorgate-prepare',
  ])('calls what %s is exposed to OK', async (name) => {
    const threshold = `--threshold=${exposureMax * 10}`;
    const options = ['--no-pager', '--offline=true', threshold, `--root=${root}`];
    const said = await analyze('security', ...options, `${name}.service`);
    expect(said).toMatch(/Overall exposure level for \S+: [01]\.\d (OK|SAFE)/);
  });
});
