/** Who may do what with an application: given and taken as on beacons. */
import { insertOwnedApplication } from '../../test-support/insert-application.ts';
import { type Client, useLighthouse } from './test-support/use-lighthouse.ts';

const { app, addPerson, name, root } = useLighthouse();

/** An owner above two others, with an application. */
const addThree = async () => {
  const [first, second, third] = [name(), name(), name()];
  const owner = await addPerson(first, 2);
  const { name: application } = await insertOwnedApplication(app(), first);
  return {
    ...{ first, second, third, owner, application },
    asSecond: await addPerson(second, 1),
    asThird: await addPerson(third, 0),
    give: (username: string, level: number, by: Client = owner, query = '') =>
      by('PUT', `/users/${username}${query}`, { Applications: { [application]: level } }),
    held: async (username: string): Promise<unknown> =>
      (await root()('GET', `/users/${username}`)).body.Permissions.Applications,
  };
};

const notUpdated = { Cause: 'users', Message: 'could not update user' };

test('a level is given by the name of the application, shown, and taken again', async () => {
  const { second, application, give, held } = await addThree();
  for (const level of [0, 1, 2]) {
    await give(second, level).expect(200);
    expect(await held(second)).toEqual({ [application]: level });
  }
  await give(second, -1).expect(200);
  expect(await held(second)).toBeUndefined();
});

test('nobody gives more than they have, nor anything below level 1', async () => {
  const { second, third, give, asSecond } = await addThree();
  await give(third, 0, asSecond).expect(403);
  await give(second, 0).expect(200);
  await give(third, 0, asSecond).expect(403);
  await give(second, 1).expect(200);
  await give(third, 1, asSecond).expect(200);
  for (const level of [2, 3]) await give(third, level, asSecond).expect(403);
});

test('an owner is changed by another owner alone', async () => {
  const { second, third, give, asSecond, application, held } = await addThree();
  await give(second, 1).expect(200);
  await give(third, 2).expect(200);
  for (const level of [-1, 0, 1]) await give(third, level, asSecond).expect(403);
  expect(await held(third)).toEqual({ [application]: 2 });
  await give(second, 2).expect(200);
  await give(third, -1, asSecond).expect(200);
});

test('everybody may give up what they have, but the last owner stays unless that is forced', async () => {
  const { first, third, owner, give, asThird, held } = await addThree();
  await give(third, 0).expect(200);
  await give(third, -1, asThird).expect(200);
  const last = await give(first, -1);
  expect([last.status, last.headers['x-error-code']]).toEqual([409, 'application_owner_last']);
  await give(first, -1, owner, '?force=true').expect(200);
  expect(await held(first)).toBeUndefined();
});

test('an application that is nowhere is refused as one of others, and with it all that is asked for', async () => {
  const { second, owner, application, held } = await addThree();
  const { name: theirs } = await insertOwnedApplication(app(), second);
  for (const other of ['nowhere', theirs]) {
    const change = { AuthLevel: 0, Applications: { [application]: 1, [other]: 0 } };
    const answer = await owner('PUT', `/users/${second}`, change);
    expect([answer.status, answer.body]).toEqual([403, notUpdated]);
  }
  expect(await held(second)).toEqual({ [theirs]: 2 });
});

test('an application and a beacon of the same name are two things', async () => {
  const { second, application, owner } = await addThree();
  const change = { Beacons: { [application]: 0 } };
  await owner('PUT', `/users/${second}`, change).expect(403);
});
