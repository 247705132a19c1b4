import { randomUUID } from 'node:crypto';
import type { Context } from '@moorgate/auth';
import { listAuditRecordsByTarget } from '@moorgate/db';
import { type GitFolder, gitFolderAt, newRepository } from '@moorgate/testing';
import { deleteRepository } from '../repositories/change-repository.ts';
import { requireRepository } from '../repositories/find-repository.ts';
import { requireGit } from '../store.ts';
import { factory, openSourceGround, type SourceGround } from '../test-support/source-ground.ts';
import { intendPush, type PushedRepository, recordPush } from './record-push.ts';
import { settleAllPushes } from './settle-all-pushes.ts';

const none = '0'.repeat(40);
const main = 'refs/heads/main';
let ground: SourceGround;
let folder: GitFolder;
let bare: GitFolder;
let pushed: PushedRepository;
let first: string;
let second: string;

beforeEach(async () => {
  ground = await openSourceGround();
  folder = await newRepository();
  first = await folder.commit('one', '1');
  second = await folder.commit('two', '2');
  await ground.push(folder, 'containers', `${second}:refs/heads/side`, `${first}:${main}`);
  const repository = await requireRepository(ground.services, {
    factory,
    repository: 'containers',
  });
  bare = gitFolderAt(await ground.folderOf('containers'));
  pushed = { git: requireGit(ground.services.source), folder: bare.path, repository };
});
afterEach(async () => {
  await folder.remove();
  await ground.close();
});

const ada = (): Context => ({
  ...ground.services,
  principal: { kind: 'system', name: 'ada' },
  requestId: randomUUID(),
  address: '192.0.2.7',
});
const recordsOf = async (ref: string): Promise<string[]> => {
  const rows = await listAuditRecordsByTarget(ground.services.db, {
    kind: 'reference',
    id: `${factory}/containers ${ref}`,
  });
  return rows.map((row) => `${row.actor_name} ${row.action}`);
};
/** As much later as a server takes to be started again. */
const settleLater = async (): Promise<void> => {
  ground.clock.advance(20_000);
  await settleAllPushes(ground.services);
};

test('a push whose server was killed after it moved references is recorded for whoever pushed', async () => {
  await intendPush(ada(), pushed, [
    { ref: main, old: first, new: second },
    { ref: 'refs/heads/made', old: none, new: second },
    { ref: 'refs/heads/side', old: second, new: none },
    { ref: 'refs/tags/refused', old: none, new: first },
  ]);
  await bare.must('update-ref', main, second, first);
  await bare.must('update-ref', 'refs/heads/made', second);
  await bare.must('update-ref', '-d', 'refs/heads/side');
  await settleLater();
  await settleLater();
  expect(await recordsOf(main)).toEqual(['ada reference.moved']);
  expect(await recordsOf('refs/heads/made')).toEqual(['ada reference.created']);
  expect(await recordsOf('refs/heads/side')).toEqual(['ada reference.deleted']);
  expect(await recordsOf('refs/tags/refused')).toEqual([]);
});

test('one whose server was killed before anything moved has no record, then or after the next push', async () => {
  await intendPush(ada(), pushed, [{ ref: main, old: first, new: second }]);
  await settleLater();
  expect(await recordsOf(main)).toEqual([]);
  const bob: Context = { ...ada(), principal: { kind: 'system', name: 'bob' } };
  const moves = [{ ref: main, old: first, new: second }];
  const intent = await intendPush(bob, pushed, moves);
  await bare.must('update-ref', main, second, first);
  await recordPush(bob, pushed.repository, { intent, moves, bytes: null });
  await settleLater();
  expect(await recordsOf(main)).toEqual(['bob reference.moved']);
});

test('what a push left is recorded before the next one may move the same reference', async () => {
  await intendPush(ada(), pushed, [{ ref: main, old: first, new: second }]);
  await bare.must('update-ref', main, second, first);
  const back = [{ ref: main, old: second, new: first }];
  const bob: Context = { ...ada(), principal: { kind: 'system', name: 'bob' } };
  const intent = await intendPush(bob, pushed, back);
  await bare.must('update-ref', main, first, second);
  await recordPush(bob, pushed.repository, { intent, moves: back, bytes: null });
  await settleLater();
  expect(await recordsOf(main)).toEqual(['ada reference.moved', 'bob reference.moved']);
});

test('a push that says a reference were where it is not is recorded for nothing', async () => {
  await intendPush(ada(), pushed, [{ ref: main, old: second, new: first }]);
  await settleLater();
  expect(await recordsOf(main)).toEqual([]);
});

test('what was pushed to a repository is recorded before that is deleted', async () => {
  await intendPush(ada(), pushed, [{ ref: main, old: first, new: second }]);
  await bare.must('update-ref', main, second, first);
  await deleteRepository(ground.services, ground.services, { factory, repository: 'containers' });
  expect(await recordsOf(main)).toEqual(['ada reference.moved']);
  await settleLater();
});
