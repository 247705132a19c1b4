/** One request for every operation about Git repositories. */
import { createRepository } from '@moorgate/source';
import type { OperationExample, Params } from './operation-example.ts';
import { type TestApp, testFactory } from './test-app.ts';

let lastRepository = 0;
const repository = async (app: TestApp): Promise<Params> => {
  lastRepository += 1;
  const name = `example-${lastRepository}`;
  await createRepository(app.operator, { factory: testFactory, name });
  return { name };
};
const ofRepository = { object: repository, missing: { name: 'nothing' } };

/** Operations about Git repositories, by their ids. */
export const sourceExamples: Readonly<Record<string, OperationExample>> = {
  listSourceRepositories: { status: 200 },
  createSourceRepository: { status: 201, body: { name: 'made' } },
  getSourceRepository: { status: 200, ...ofRepository },
  changeSourceRepository: { status: 200, ...ofRepository, body: { 'default-branch': 'trunk' } },
  deleteSourceRepository: { status: 204, ...ofRepository },
};
