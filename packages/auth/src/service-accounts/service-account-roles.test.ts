/** Roles of service accounts: who gives and takes them, and what they allow. */
import { inTransaction, listAuditRecordsByTarget, lockServiceAccountByName } from '@moorgate/db';
import { groupsWith } from '../rights.ts';
import { changeRole } from '../roles/change-role.ts';
import { changeUserRoles } from '../roles/change-user-roles.ts';
import { createRole } from '../roles/create-role.ts';
import { deleteRole } from '../roles/delete-role.ts';
import type { Scope } from '../scopes/catalogue.ts';
import { startSession } from '../sessions/start-session.ts';
import { usePeople, type UserContext } from '../test-support/use-people.ts';
import { changeServiceAccount } from './change-service-account.ts';
import { createServiceAccount } from './create-service-account.ts';
import { deleteServiceAccount } from './delete-service-account.ts';
import { findServiceAccount, findServiceAccounts } from './find-service-accounts.ts';
import { issueServiceToken } from './issue-service-token.ts';

const { db, operator, keys, password, contextFrom, makeUser } = usePeople();

const refusedWith = (code: string): unknown => expect.objectContaining({ code });
const nameOf = (who: UserContext): string => who.principal.username;

let lastNumber = 0;
const makeRole = async (scopes: Scope[], groups: string[] | null = null): Promise<string> => {
  lastNumber += 1;
  const name = `role${lastNumber}`;
  await createRole(operator(), { name, scopes, groups });
  return name;
};
const makeAccount = async (owner: UserContext, roles: string[]): Promise<string> => {
  lastNumber += 1;
  const name = `robot${lastNumber}`;
  await createServiceAccount(operator(), { name, scopes: [], roles, owner: nameOf(owner) });
  return name;
};
const makeToken = (
  owner: UserContext,
  account: string,
  limits: { scopes: string[]; groups?: string[] },
): Promise<{ id: string; token: string }> =>
  issueServiceToken(owner, keys, { account, name: 'x', ...limits });
/** What somebody who presents this token may reach of devices. */
const reach = async (token: string): Promise<unknown> =>
  groupsWith((await contextFrom(token)).principal, 'devices:read');

test('a token of an account does what a role of it gives, and no more with the next request', async () => {
  const owner = await makeUser(['devices:read', 'tokens:create']);
  const role = await makeRole(['devices:read'], ['lab']);
  const account = await makeAccount(owner, [role]);
  const { token } = await makeToken(owner, account, { scopes: ['devices:read'] });
  expect(await reach(token)).toEqual(new Set(['lab']));
  await changeRole(operator(), { name: role, scopes: ['devices:read'], groups: ['yard'] });
  expect(await reach(token)).toEqual(new Set(['yard']));
  await changeServiceAccount(operator(), account, { roles: [] });
  expect(await reach(token)).toEqual(new Set());
});

test('a role gives an account nothing that its owner does not have', async () => {
  const owner = await makeUser(['tokens:create']);
  const lab = await makeRole(['devices:read'], ['lab']);
  await changeUserRoles(operator(), { username: nameOf(owner), roles: [lab] });
  const request = { username: nameOf(owner), password };
  const person = await contextFrom((await startSession(operator(), keys, request)).token);
  const account = await makeAccount(owner, [await makeRole(['devices:read'])]);
  const limits = { scopes: ['devices:read'], groups: ['lab'] };
  const { token } = await makeToken(person, account, limits);
  expect(await reach(token)).toEqual(new Set(['lab']));
  await expect(makeToken(person, account, { scopes: ['devices:read'] })).rejects.toEqual(
    refusedWith('scope_not_held'),
  );
  await changeUserRoles(operator(), { username: nameOf(owner), roles: [] });
  expect(await reach(token)).toEqual(new Set());
});

test('roles are shown with the account, alone and in the list, and recorded', async () => {
  const owner = await makeUser(['devices:read', 'tokens:create']);
  const roles = [await makeRole(['devices:read']), await makeRole(['devices:read'], ['lab'])];
  const account = await makeAccount(owner, roles);
  const found = await findServiceAccount(owner, account);
  expect(found.roles).toEqual(roles);
  expect((await findServiceAccounts(owner, { limit: 9 })).items).toEqual([found]);
  await changeServiceAccount(owner, account, { roles: roles.slice(1) });
  expect((await findServiceAccount(owner, account)).roles).toEqual(roles.slice(1));
  const row = await inTransaction(db(), (trx) => lockServiceAccountByName(trx, account));
  const records = await listAuditRecordsByTarget(db(), { kind: 'user', id: row!.id });
  expect(records.map(({ after }) => after)).toEqual([
    expect.objectContaining({ roles }),
    expect.objectContaining({ roles: roles.slice(1) }),
  ]);
});

test('a change to what is there already is none: it is not recorded', async () => {
  const owner = await makeUser(['devices:read', 'tokens:create']);
  const roles = [await makeRole(['devices:read'])];
  const account = await makeAccount(owner, roles);
  const before = await findServiceAccount(owner, account);
  const same = { roles, scopes: [], owner: nameOf(owner) };
  expect(await changeServiceAccount(owner, account, same)).toEqual(before);
  const row = await inTransaction(db(), (trx) => lockServiceAccountByName(trx, account));
  expect(await listAuditRecordsByTarget(db(), { kind: 'user', id: row!.id })).toHaveLength(1);
});

test('nobody gives a role that gives more than they have, and its owner takes any away', async () => {
  const mighty = await makeRole(['devices:delete']);
  const ofLab = await makeRole(['devices:read'], ['lab']);
  const owner = await makeUser(['devices:read', 'tokens:create']);
  const account = await makeAccount(owner, [mighty]);
  const wrong = [
    [{ roles: [mighty, 'nothing'] }, 'invalid_request'],
    [{ roles: [mighty, await makeRole(['updates:read'])] }, 'scope_not_held'],
  ] as const;
  for (const [change, code] of wrong)
    await expect(changeServiceAccount(owner, account, change)).rejects.toEqual(refusedWith(code));
  await changeServiceAccount(owner, account, { roles: [ofLab] });
  const clerk = await makeUser(['users:read', 'users:read-update', 'users:create']);
  for (const roles of [[], [ofLab, mighty]])
    await expect(changeServiceAccount(clerk, account, { roles })).rejects.toEqual(
      refusedWith('scope_not_held'),
    );
  const request = { name: 'robot-x', scopes: [], roles: [ofLab] };
  await expect(createServiceAccount(clerk, request)).rejects.toEqual(refusedWith('scope_not_held'));
  await expect(findServiceAccount(operator(), 'robot-x')).rejects.toEqual(
    refusedWith('service_account_not_found'),
  );
});

test('whoever hands an account on, or takes it out of use for others, has all that its roles give', async () => {
  const mighty = await makeRole(['devices:delete']);
  const owner = await makeUser(['devices:read', 'tokens:create']);
  const account = await makeAccount(owner, [mighty]);
  const heir = nameOf(await makeUser(['devices:delete']));
  await expect(changeServiceAccount(owner, account, { owner: heir })).rejects.toEqual(
    refusedWith('scope_not_held'),
  );
  const clerk = await makeUser(['users:read', 'users:delete']);
  await expect(deleteServiceAccount(clerk, { name: account })).rejects.toEqual(
    refusedWith('scope_not_held'),
  );
  await deleteServiceAccount(owner, { name: account });
});

test('a role that an account has is in use', async () => {
  const owner = await makeUser(['devices:read', 'tokens:create']);
  const role = await makeRole(['devices:read']);
  const account = await makeAccount(owner, [role]);
  await expect(deleteRole(operator(), { name: role })).rejects.toEqual(refusedWith('role_in_use'));
  await deleteServiceAccount(owner, { name: account });
  await expect(deleteRole(operator(), { name: role })).resolves.toBeUndefined();
});
