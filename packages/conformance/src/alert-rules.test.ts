/** The alert rules and the scrape configuration, held against the tool that Prometheus brings for it. */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { debianPackage, declareWith } from '@moorgate/testing';

const folder = resolve(import.meta.dirname, '../../../infra/observability');

const promtool = await debianPackage({
  name: 'prometheus',
  program: 'promtool',
  probe: ['--version'],
});

/** What it said; throws that when it finds something wrong. */
const check = (...args: readonly string[]): Promise<string> =>
  new Promise((done, reject) => {
    if (!promtool.isThere) throw new Error(promtool.reason);
    const env = { ...process.env, ...promtool.env };
    execFile(promtool.program, [...args], { cwd: folder, env }, (error, stdout, stderr) => {
      if (error === null) done(`${stdout}${stderr}`);
      else reject(new Error(`${stdout}${stderr}`, { cause: error }));
    });
  });

declareWith(promtool, describe)('promtool', () => {
  test('finds nothing wrong with the rules and the scrape configuration', async () => {
    expect(await check('check', 'config', 'prometheus.yml')).toMatch(/SUCCESS: \d+ rules found/);
  });

  test('sees the alerts fire when a promise is broken, and not before', async () => {
    expect(await check('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS');
  });
});
