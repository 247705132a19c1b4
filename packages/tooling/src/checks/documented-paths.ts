/** What the documentation says about the tree is so: the paths that it names are there, and its map is complete. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';

/** A path from the top of the repository, up to a placeholder such as `<name>`, `{a,b}` or `*`. */
const topPath = /(?<![\w./@-])(?:packages|services|infra|docs|\.ci)\/[\w./-]*(?:[<{*…]|\b|\/)/g;
const link = /\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)\s]*)?\)/g;

const withoutPlaceholder = (path: string): string =>
  /[<{*…]$/.test(path) ? dirname(`${path.slice(0, -1)}x`) : path.replace(/[./]+$/, '');

/** The paths that a Markdown text names, relative to the root: those written out, and the targets of its links. */
export const pathsIn = (file: string, markdown: string): string[] => {
  const written = [...markdown.matchAll(topPath)].map(([path]) => withoutPlaceholder(path));
  const linked = [...markdown.matchAll(link)].map(([, target = '']) =>
    normalize(join(dirname(file), target)),
  );
  return [...new Set([...written, ...linked])].filter((path) => !/(^|\/)dist(\/|$)/.test(path));
};

const foldersWithManifest = (files: readonly string[]): string[] =>
  files.flatMap((file) => /^((?:packages|services)\/[^/]+)\/package\.json$/.exec(file)?.[1] ?? []);

/** Every complaint about the Markdown files among `files`: paths that are not there, packages that README leaves out. */
export const checkDocumentedPaths = async (
  root: string,
  files: readonly string[],
): Promise<string[]> => {
  const pages = files.filter((file) => file.endsWith('.md'));
  const missing = await Promise.all(
    pages.map(async (page) =>
      pathsIn(page, await readFile(join(root, page), 'utf8'))
        .filter((path) => !existsSync(join(root, path)))
        .map((path) => `${page}: ${path} is not there`),
    ),
  );
  const readme = pathsIn('README.md', await readFile(join(root, 'README.md'), 'utf8'));
  const unnamed = foldersWithManifest(files)
    .filter((folder) => !readme.some((path) => path === folder || path.startsWith(`${folder}/`)))
    .map((folder) => `README.md: the map does not name ${folder}`);
  return [...missing.flat(), ...unnamed];
};
