/** No file of the project names a place on one machine. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Places at the start of a path; a URL's path or `src/work/` does not count. */
const places = [/(?<![\w.}/-])\/(?:root|work|workspace)\/[\w.-]+/];
/** Homes of people; a test may make one up. */
const homes = [/(?<![\w.}/-])\/(?:home|Users)\/[\w.-]+/, /\b[A-Z]:\\Users\\/];
const registrySetting = /^\s*(?:@[\w-]+:)?registry\s*=/m;
const binary = /\.(?:png|ico|gz|zip|der|p12|woff2?)$/;

/** Each line of a text that names such a place. */
export const placesIn = (path: string, content: string): string[] => {
  const forbidden = path.endsWith('.test.ts') ? places : [...places, ...homes];
  return content.split('\n').flatMap((line, index) => {
    const found = forbidden
      .map((place) => place.exec(line)?.[0])
      .find((text) => text !== undefined);
    return found === undefined
      ? []
      : [`${path}:${index + 1}: names a place on one machine: ${found}`];
  });
};

/** Every complaint about the texts among `files`, and about registries set in an `.npmrc`. */
export const checkMachinePaths = async (
  root: string,
  files: readonly string[],
): Promise<string[]> => {
  const complaints = await Promise.all(
    files
      .filter((file) => !binary.test(file))
      .map(async (file) => {
        const content = await readFile(join(root, file), 'utf8');
        const registry =
          file.endsWith('.npmrc') && registrySetting.test(content)
            ? [`${file}: sets a registry`]
            : [];
        return [...placesIn(file, content), ...registry];
      }),
  );
  return complaints.flat();
};
