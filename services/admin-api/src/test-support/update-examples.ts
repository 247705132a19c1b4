/** One request for every operation about updates. */
import { randomUUID } from 'node:crypto';
import type { OperationExample, Params } from './operation-example.ts';
import { type TestApp, testFactory } from './test-app.ts';

/** Inserts an update without files and metadata, and answers what names it. */
export const insertUpdate = async (
  { db, clock }: Pick<TestApp, 'db' | 'clock'>,
  names: { readonly tag?: string; readonly name?: string } = {},
): Promise<Params & { readonly id: string }> => {
  const { tag = 'main', name = randomUUID() } = names;
  const row = { id: randomUUID(), factory: testFactory, tag, name };
  const uploaded = { uploaded_at: clock.now(), uploaded_by: 'somebody' };
  await db
    .insertInto('updates')
    .values({ ...row, ...uploaded })
    .execute();
  return { id: row.id, tag, update: name };
};

const update = async (app: TestApp): Promise<Params> => {
  const { tag, update: name } = await insertUpdate(app);
  return { tag: tag!, update: name! };
};
const ofUpdate = { object: update, missing: { tag: 'main', update: 'nothing' } };

/** Operations about updates, by their ids. */
export const updateExamples: Readonly<Record<string, OperationExample>> = {
  listUpdates: { status: 200 },
  listUpdatesOfTag: { status: 200 },
  getUpdate: { status: 200, ...ofUpdate },
  deleteUpdate: { status: 204, ...ofUpdate },
  // Without a body there is no archive.
  uploadUpdate: { status: 400 },
  uploadStagedUpdate: {
    status: 400,
    object: () => Promise.resolve({ stage: 'ci', tag: 'main', update: 'older' }),
  },
};
