/** The OpenAPI documents, one for each API. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toYaml } from '@moorgate/http';
import { describedApis } from './described-apis.ts';
import type { Generator } from './generator.ts';

const notice = '# Generated from the endpoints; `make swagger` writes it again.\n';

const versionOf = async (root: string): Promise<string> => {
  const manifest = await readFile(join(root, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
};

/** Writes the documents of both services. */
export const openApiGenerator: Generator = {
  name: 'openapi',
  produce: async (root) => {
    const version = await versionOf(root);
    return describedApis.map(({ path, emit }) => ({ path, text: notice + toYaml(emit(version)) }));
  },
};
