import { runChecks, type Check } from './run-checks.ts';

const check = (name: string, run: Check['run']): Check => ({ name, run });

test('every check runs and is reported, whatever the others say', async () => {
  const reported: string[] = [];
  const outcomes = await runChecks(
    [
      check('sound', () => Promise.resolve('')),
      check('complaining', () => Promise.resolve('line 1 is wrong\n')),
      check('broken', () => Promise.reject(new Error('no such tool'))),
      check('last', () => Promise.resolve('')),
    ],
    2,
    ({ name }) => reported.push(name),
  );
  expect(outcomes.map(({ name }) => name)).toEqual(['sound', 'complaining', 'broken', 'last']);
  expect(outcomes[1]?.complaint).toBe('line 1 is wrong');
  expect(outcomes[2]?.complaint).toContain('no such tool');
  expect(reported).toHaveLength(4);
});

test('no more checks run at a time than asked for', async () => {
  let running = 0;
  let most = 0;
  const counted = check('counted', async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    running -= 1;
    return '';
  });
  await runChecks([counted, counted, counted, counted, counted], 2, () => undefined);
  expect(most).toBe(2);
});
