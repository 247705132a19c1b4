import {
  changeRole,
  changeServiceAccount,
  changeUserRoles,
  changeUserScopes,
  createRole,
  createServiceAccount,
  createUser,
  deactivateUser,
  drawTokenKeys,
  reactivateUser,
  scopeSet,
  type UserPrincipal,
} from '@moorgate/auth';
import { databaseOver, type Db, findAccountByName } from '@moorgate/db';
import { announceSeed } from '@moorgate/testing';
import fc from 'fast-check';
import { startStore, type TestStore } from '../test-support/start-store.ts';
import { checkEnrolmentToken } from './check-enrolment-token.ts';
import { createEnrolmentToken } from './create-enrolment-token.ts';

let store: TestStore;
let gatewayDb: Db;
beforeAll(async () => {
  store = await startStore();
  gatewayDb = databaseOver(store.gatewayPool());
});
afterAll(() => store.close());

const keys = drawTokenKeys();
const password = 'correct horse battery';
const someGroups = ['east', 'west'] as const;
type Groups = readonly string[] | null;

/** What one account has of its own: the scope without a limit, and one role that has it for some groups. */
interface Account {
  isActive: boolean;
  hasScope: boolean;
  hasRole: boolean;
  roleHasScope: boolean;
  roleGroups: Groups;
}

const groupsOf = (account: Account): Groups => {
  if (!account.isActive) return [];
  if (account.hasScope) return null;
  return account.hasRole && account.roleHasScope ? account.roleGroups : [];
};

const intersect = (one: Groups, other: Groups): Groups => {
  if (one === null || other === null) return one ?? other;
  return one.filter((group) => other.includes(group));
};

const isGood = (groups: Groups, own: string | null): boolean => {
  if (groups === null) return true;
  return own === null ? groups.length > 0 : groups.includes(own);
};

type Step =
  | { readonly kind: 'scope' | 'role' | 'active'; readonly of: 'person' | 'program'; on: boolean }
  | { readonly kind: 'narrow'; readonly of: 'person' | 'program'; on: boolean; groups: Groups };

const someone = fc.constantFrom('person' as const, 'program' as const);
const groupsArbitrary: fc.Arbitrary<Groups> = fc.oneof(
  fc.constant(null),
  fc.subarray([...someGroups], { minLength: 1 }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('scope' as const, 'role' as const, 'active' as const),
    of: someone,
    on: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('narrow' as const),
    of: someone,
    on: fc.boolean(),
    groups: groupsArbitrary,
  }),
);

let lastRun = 0;

/** A person and a program that they answer for, each with a role and three tokens: for no group, and for each group. */
const startRun = async () => {
  lastRun += 1;
  const names = { person: `person${lastRun}`, program: `program${lastRun}` };
  const scopes = ['devices:create'] as const;
  await createUser(store.ctx, { username: names.person, password, scopes });
  await createServiceAccount(store.ctx, { name: names.program, scopes, owner: names.person });
  const fresh = (): Account => ({
    isActive: true,
    hasScope: true,
    hasRole: false,
    roleHasScope: true,
    roleGroups: null,
  });
  const model = { person: fresh(), program: fresh() };
  const tokens: { of: 'person' | 'program'; group: string | null; text: string }[] = [];
  for (const owner of ['person', 'program'] as const) {
    await createRole(store.ctx, { name: names[owner], scopes, groups: null });
    const { id: userId } = (await findAccountByName(store.db, names[owner]))!;
    const held = scopeSet(scopes);
    const principal: UserPrincipal = {
      kind: 'user',
      userId,
      username: names[owner],
      scopes: held,
      grants: [{ scopes: held, groups: null }],
      credential: { kind: 'session', tokenId: '' },
    };
    for (const group of [null, ...someGroups]) {
      const request = { name: 'a', ...(group === null ? {} : { group }) };
      const services = { keys, factory: 'acme' };
      const made = await createEnrolmentToken({ ...store.ctx, principal }, services, request);
      tokens.push({ of: owner, group, text: made.token });
    }
  }
  return { names, model, tokens };
};
type Run = Awaited<ReturnType<typeof startRun>>;

const changeScope = (run: Run, of: 'person' | 'program', on: boolean): Promise<unknown> => {
  const scopes = on ? (['devices:create'] as const) : [];
  const name = run.names[of];
  return of === 'person'
    ? changeUserScopes(store.ctx, { username: name, scopes })
    : changeServiceAccount(store.ctx, name, { scopes });
};

const changeRoles = (run: Run, of: 'person' | 'program', on: boolean): Promise<unknown> => {
  const name = run.names[of];
  const roles = on ? [name] : [];
  return of === 'person'
    ? changeUserRoles(store.ctx, { username: name, roles })
    : changeServiceAccount(store.ctx, name, { roles });
};

const apply = async (run: Run, one: Step): Promise<void> => {
  const account = run.model[one.of];
  const name = run.names[one.of];
  if (one.kind === 'narrow') {
    const scopes = one.on ? (['devices:create'] as const) : (['devices:read'] as const);
    await changeRole(store.ctx, { name, scopes, groups: one.groups });
    Object.assign(account, { roleHasScope: one.on, roleGroups: one.groups });
    return;
  }
  if (one.kind === 'active') {
    // A program ends for good; only people come back.
    if (one.of === 'program' || account.isActive === one.on) return;
    await (one.on ? reactivateUser : deactivateUser)(store.ctx, name);
    account.isActive = one.on;
    return;
  }
  if (!run.model.person.isActive) return;
  await (one.kind === 'scope' ? changeScope : changeRoles)(run, one.of, one.on);
  if (one.kind === 'scope') account.hasScope = one.on;
  else account.hasRole = one.on;
};

const isAccepted = (text: string): Promise<boolean> =>
  checkEnrolmentToken({ ...store.ctx, db: gatewayDb }, keys, text).then(
    () => true,
    () => false,
  );

test('a gateway accepts a token exactly while its owner, and whoever answers for them, may register its devices', async () => {
  const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
    const run = await startRun();
    for (const one of steps) {
      await apply(run, one);
      const own = groupsOf(run.model.person);
      const groups = { person: own, program: intersect(groupsOf(run.model.program), own) };
      for (const { of, group, text } of run.tokens)
        expect([of, group, await isAccepted(text)]).toEqual([of, group, isGood(groups[of], group)]);
    }
  });
  await fc.assert(property, { numRuns: 12, seed: announceSeed('enrolment tokens') });
});

test('a token that is made while its owner is narrowed has the narrowed rights', async () => {
  const run = await startRun();
  const { id: userId } = (await findAccountByName(store.db, run.names.person))!;
  await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const scopes = index % 2 === 0 ? [] : (['devices:create'] as const);
      await changeUserScopes(store.ctx, { username: run.names.person, scopes });
      const held = scopeSet(['devices:create']);
      const principal: UserPrincipal = {
        kind: 'user',
        userId,
        username: run.names.person,
        scopes: held,
        grants: [{ scopes: held, groups: null }],
        credential: { kind: 'session', tokenId: '' },
      };
      const services = { keys, factory: 'acme' };
      await createEnrolmentToken({ ...store.ctx, principal }, services, { name: 'a' });
    }),
  );
  await changeUserScopes(store.ctx, { username: run.names.person, scopes: [] });
  const left = await store.db
    .selectFrom('enrolment_tokens')
    .select('id')
    .where('owner_id', '=', userId)
    .where('permitted_groups', 'is', null)
    .execute();
  expect(left).toEqual([]);
});

test('a gateway can read nothing of a token but what decides, and change nothing', async () => {
  const pool = store.gatewayPool();
  for (const column of ['owner_id', 'name', 'created_by', 'parent_id'])
    await expect(pool.query(`select ${column} from enrolment_tokens`)).rejects.toThrow(
      'permission',
    );
  for (const change of ['uses = 0', 'permitted_groups = null', 'revoked_at = null'])
    await expect(pool.query(`update enrolment_tokens set ${change}`)).rejects.toThrow('permission');
});
