/** One request for every operation about container images, of the one that the stand-in of the registry has. */
import type { OperationExample, Params } from './operation-example.ts';

const repository = (): Promise<Params> => Promise.resolve({ repository: 'app' });
const manifest = (): Promise<Params> => Promise.resolve({ repository: 'app', reference: 'v1' });

/** Operations about container images, by their ids. */
export const containerExamples: Readonly<Record<string, OperationExample>> = {
  listContainerRepositories: { status: 200 },
  listContainerTags: { status: 200, object: repository, missing: { repository: 'nothing' } },
  deleteContainerManifest: {
    status: 204,
    object: manifest,
    missing: { repository: 'nothing', reference: 'v1' },
  },
  getContainerCollection: { status: 200 },
  startContainerCollection: { status: 202 },
};
