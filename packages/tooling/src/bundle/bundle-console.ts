/** The web console as files that a browser loads: with hashes for names, and compressed once instead of for every request. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { build } from 'vite';

const compressible = /\.(html|js|css|svg)$/;

/** Beside each file that is text its forms `.gz` and `.br`. */
const compress = async (folder: string): Promise<void> => {
  const entries = await readdir(folder, { recursive: true });
  await Promise.all(
    entries
      .filter((path) => compressible.test(path))
      .map(async (path) => {
        const content = await readFile(join(folder, path));
        await writeFile(join(folder, `${path}.gz`), await promisify(gzip)(content, { level: 9 }));
        await writeFile(join(folder, `${path}.br`), await promisify(brotliCompress)(content));
      }),
  );
};

/**
 * Writes `dist/` of the package from its sources, anew: `index.html`, which loads everything by names with hashes in `assets/`,
 * and `manifest.json`, which says what loads what. Nothing is inline, so that the policy of the page needs to allow nothing
 * inline. Rejects where something that is imported is not there.
 */
export const bundleConsole = async (folder: string): Promise<void> => {
  const out = join(folder, 'dist');
  await build({
    configFile: false,
    root: join(folder, 'src'),
    base: '/console/',
    publicDir: false,
    logLevel: 'warn',
    resolve: { conditions: ['@moorgate/source', 'module', 'browser', 'production'] },
    build: {
      outDir: out,
      emptyOutDir: true,
      target: 'es2023',
      manifest: 'manifest.json',
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rolldownOptions: {
        // Libraries mark what frameworks may not run on a server; there is none here.
        onLog: (level, log, report) => {
          if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
        },
      },
    },
  });
  await compress(out);
};
