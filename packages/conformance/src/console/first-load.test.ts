/** What a browser loads before somebody sees the console for the first time, and what it is served with. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const built = resolve(import.meta.dirname, '../../../console/dist');

/** A file of the build, and what it loads. */
interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

/** The files without which a chunk does not run. */
const filesOf = (manifest: Readonly<Record<string, Chunk>>, names: readonly string[]): string[] => {
  const seen = new Set(names);
  for (const name of seen) for (const next of manifest[name]!.imports ?? []) seen.add(next);
  return [...seen].flatMap((name) => [manifest[name]!.file, ...(manifest[name]!.css ?? [])]);
};

test('the first load of the overview is less than 200 kB, compressed', async () => {
  const manifest = JSON.parse(await readFile(join(built, 'manifest.json'), 'utf8')) as Readonly<
    Record<string, Chunk>
  >;
  const names = ['index.html', 'pages/overview/overview-page.tsx'];
  const files = ['index.html', ...filesOf(manifest, names)];
  const sizes = await Promise.all(
    files.map(async (file) => (await readFile(join(built, `${file}.gz`))).length),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(total).toBeLessThan(200_000);
  // Nothing that this counts has been split off under another name.
  expect(total).toBeGreaterThan(50_000);
});

test('the page has no script and no style in itself, and names nothing of another host', async () => {
  const page = await readFile(join(built, 'index.html'), 'utf8');
  expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|https?:/);
});
