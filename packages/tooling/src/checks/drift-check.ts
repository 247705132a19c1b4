/** Checks that what is generated was generated from the sources as they are. */
import { staleFiles, type Generator } from '../generate/generator.ts';
import type { Check } from './run-checks.ts';

/** A check that passes when generating again would change nothing. */
export const driftCheck = (root: string, generator: Generator): Check => ({
  name: `${generator.name} drift`,
  run: async () => {
    const stale = await staleFiles(root, generator);
    return stale
      .map(({ path }) => `${path} differs from its source; \`make fix\` writes it again`)
      .join('\n');
  },
});
