import { createCleanup } from './cleanup.ts';

const recorder = (): { done: string[]; note: (name: string) => () => Promise<void> } => {
  const done: string[] = [];
  return {
    done,
    note: (name) => () => {
      done.push(name);
      return Promise.resolve();
    },
  };
};

test('undoes in the opposite order, once', async () => {
  const { done, note } = recorder();
  const cleanup = createCleanup();
  await cleanup.defer(note('folder'));
  await cleanup.defer(note('server'));
  await Promise.all([cleanup.run(), cleanup.run()]);
  expect(done).toEqual(['server', 'folder']);
});

test('goes on after a failure, and reports it at the end', async () => {
  const { done, note } = recorder();
  const cleanup = createCleanup();
  await cleanup.defer(note('folder'));
  await cleanup.defer(() => Promise.reject(new Error('would not stop')));
  await expect(cleanup.run()).rejects.toThrow('would not stop');
  expect(done).toEqual(['folder']);
});

test('undoes at once what is registered after the end', async () => {
  const { done, note } = recorder();
  const cleanup = createCleanup();
  await cleanup.run();
  await cleanup.defer(note('late server'));
  expect(done).toEqual(['late server']);
});
