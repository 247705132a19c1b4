/** One request for every operation about container images, of those that the kept registry has. */
import { setTimeout as after } from 'node:timers/promises';
import supertest from 'supertest';
import { keptImage, passingImage } from './kept-registry.ts';
import type { OperationExample, Params } from './operation-example.ts';
import type { TestApp } from './test-app.ts';

const repository = (): Promise<Params> => Promise.resolve({ repository: keptImage });

/** Nothing can be deleted while the registry collects, as another example has it do. */
const manifest = async (app: TestApp): Promise<Params> => {
  const token = await app.tokenWith(['containers:read']);
  const status = async (): Promise<unknown> => {
    const asked = supertest(app.server).get('/v1/container-collection').set('OSF-TOKEN', token);
    return (await asked).body.status;
  };
  while ((await status()) !== 'idle') await after(20);
  return { repository: passingImage, reference: 'v1' };
};

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
