/** One file of the thousands that a service is compiled to: most of the time in which it starts goes into finding them. */
import { realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

/** What is bundled, and what is not. */
export interface BundleRequest {
  /** The folder of the package that is started, compiled. */
  readonly folder: string;
  /** Packages with a compiled part, which stay where they are installed. */
  readonly kept: readonly string[];
}

/** Imports kept packages from where they are: the bundle stands elsewhere than the module that names them. */
const keep = (names: readonly string[], out: string): Plugin => ({
  name: 'keep',
  setup({ onResolve, resolve }) {
    const filter = new RegExp(`^(${names.map((name) => name.replaceAll('/', '\\/')).join('|')})$`);
    onResolve({ filter }, async ({ path, pluginData, ...from }) => {
      if (pluginData === 'resolving') return null;
      const { importer, resolveDir, kind } = from;
      const found = await resolve(path, { importer, resolveDir, kind, pluginData: 'resolving' });
      if (found.errors.length > 0) return found;
      return { path: relative(out, await realpath(found.path)), external: true };
    });
  },
});

/** Libraries that are CommonJS take these for granted. */
const banner = [
  "import { createRequire as createRequireOfBundle } from 'node:module';",
  'const require = createRequireOfBundle(import.meta.url);',
].join('\n');

/** A file of its own that is CommonJS has no names but `default`, unlike what Node makes of it. */
const assertNamed = ({ inputs }: Metafile): void => {
  for (const [file, { imports }] of Object.entries(inputs))
    for (const { path, kind } of imports)
      if (kind === 'dynamic-import' && inputs[path]?.format === 'cjs')
        throw new Error(
          `${file} loads ${path} on demand, which is CommonJS: a module between them can name what it has`,
        );
};

/**
 * Writes `dist/bundle/main.js` from `dist/main.js`, with everything that it imports; what is loaded on demand stands in files
 * beside it, and is loaded on demand. Names of functions and classes stay, since errors are told by them. Rejects where
 * something that is imported is not there, or is CommonJS and loaded on demand.
 */
export const bundleService = async ({ folder, kept }: BundleRequest): Promise<void> => {
  const out = join(await realpath(folder), 'dist/bundle');
  const { metafile } = await build({
    entryPoints: [join(dirname(out), 'main.js')],
    outdir: out,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    keepNames: true,
    sourcemap: true,
    metafile: true,
    banner: { js: banner },
    plugins: [keep(kept, out)],
    logLevel: 'silent',
  });
  assertNamed(metafile);
};
