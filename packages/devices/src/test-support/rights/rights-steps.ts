/** The steps of a random run, and what the model makes of each: whether it is done, and what is otherwise then. */
import {
  type Actor,
  both,
  closed,
  covers,
  coversOwn,
  familyOf,
  grantsOf,
  isLive,
  may,
  maySomewhere,
  type ModelCredential,
  type ModelGrant,
  type ModelScope,
  revoke,
  type RightsModel,
  unlimited,
} from './rights-model.ts';

/** What somebody wants to give; groups null: for everything. */
export interface Wanted {
  readonly scopes: readonly ModelScope[];
  readonly groups: readonly string[] | null;
}

/** One type for each of the kinds. */
type Each<K extends string, T> = K extends string ? Readonly<{ kind: K } & T> : never;

/** Something that somebody tries. Accounts, roles, credentials and devices are places in the lists of the model. */
export type Step =
  | Each<'set scopes', { account: number; scopes: readonly ModelScope[] }>
  | Each<'set roles', { account: number; roles: readonly number[] }>
  | Each<'create role' | 'change role', { role: number; wanted: Wanted }>
  | Each<'delete role', { role: number }>
  | Each<'deactivate' | 'reactivate' | 'log in', { account: number }>
  | Each<'issue' | 'issue for the program', { wanted: Wanted }>
  | Each<'issue on the host', { account: number; wanted: Wanted }>
  | Each<'narrow', { credential: number; wanted: Wanted }>
  | Each<'rotate' | 'revoke', { credential: number }>
  | Each<'log out', object>
  | Each<'read' | 'label' | 'deny' | 'undeny', { device: number }>
  | Each<'move', { device: number; group: string }>;

/** The steps of these kinds. */
export type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** The groups that there are. */
export const modelGroups = ['a', 'b', 'c'] as const;

const grantFrom = ({ scopes, groups }: Wanted): ModelGrant => ({
  scopes: closed(scopes),
  groups: groups === null ? null : new Set(groups),
});

const isSame = (one: ModelGrant, other: ModelGrant): boolean =>
  isWithin(one, other) && isWithin(other, one);

const isWithin = (inner: ModelGrant, outer: ModelGrant): boolean =>
  [...inner.scopes].every((scope) => outer.scopes.has(scope)) &&
  (outer.groups === null ||
    [...(inner.groups ?? ['*'])].every((group) => outer.groups!.has(group)));

const isNothing = ({ scopes, groups }: ModelGrant): boolean =>
  scopes.size === 0 || groups?.size === 0;

/** What one of the two sets has and the other has not. */
const difference = <T>(one: ReadonlySet<T>, other: ReadonlySet<T>): T[] =>
  [...one, ...other].filter((item) => !(one.has(item) && other.has(item)));

const credentialOf = (model: RightsModel, actor: Actor): ModelCredential | null =>
  actor === 'host' ? null : model.credentials[actor]!;

/** What a program may do changes whoever gives rights, and the person who answers for it, who takes away what they like. */
const setScopesOfProgram = (
  model: RightsModel,
  actor: Actor,
  step: StepOf<'set scopes'>,
): boolean => {
  const account = model.accounts[step.account]!;
  const scopes = closed(step.scopes);
  const holder = credentialOf(model, actor);
  const isInPerson = holder?.isSession === true && holder.account === account.responsible;
  if (!isInPerson && !may(model, actor, 'users:read-update', null)) return false;
  const changed = isInPerson
    ? [...scopes].filter((scope) => !account.scopes.has(scope))
    : difference(account.scopes, scopes);
  if (!changed.every((scope) => may(model, actor, scope, null))) return false;
  account.scopes = scopes;
  return true;
};

const setScopes = (model: RightsModel, actor: Actor, step: StepOf<'set scopes'>): boolean => {
  const account = model.accounts[step.account]!;
  if (account.responsible !== null) return setScopesOfProgram(model, actor, step);
  const scopes = closed(step.scopes);
  const isHeld = difference(account.scopes, scopes).every((scope) =>
    may(model, actor, scope, null),
  );
  if (!may(model, actor, 'users:read-update', null) || !account.isActive || !isHeld) return false;
  account.scopes = scopes;
  return true;
};

const setRoles = (model: RightsModel, actor: Actor, step: StepOf<'set roles'>): boolean => {
  const account = model.accounts[step.account]!;
  const isPerson = account.isActive && account.responsible === null;
  if (!may(model, actor, 'users:read-update', null) || !isPerson) return false;
  const roles = new Set(step.roles);
  const isHeld = difference(account.roles, roles).every((id) => {
    const role = model.roles[id];
    return role != null && covers(model, actor, role);
  });
  if (!isHeld) return false;
  account.roles = roles;
  return true;
};

const putRole = (
  model: RightsModel,
  actor: Actor,
  step: StepOf<'create role' | 'change role'>,
): boolean => {
  const present = model.roles[step.role] ?? null;
  const role = grantFrom(step.wanted);
  const isOfDevices = [...role.scopes].every((scope) => /^(?:devices|updates):/.test(scope));
  const isDone =
    may(model, actor, 'users:read-update', null) &&
    (role.groups === null || isOfDevices) &&
    covers(model, actor, role) &&
    (step.kind === 'create role'
      ? present === null
      : present !== null && covers(model, actor, present));
  if (isDone) model.roles[step.role] = role;
  return isDone;
};

const deleteRole = (model: RightsModel, actor: Actor, step: StepOf<'delete role'>): boolean => {
  const role = model.roles[step.role] ?? null;
  const isHeld = model.accounts.some(({ isActive, roles }) => isActive && roles.has(step.role));
  const isDone =
    role !== null &&
    !isHeld &&
    may(model, actor, 'users:read-update', null) &&
    covers(model, actor, role);
  if (!isDone) return false;
  model.roles[step.role] = null;
  for (const account of model.accounts)
    account.roles = new Set([...account.roles].filter((id) => id !== step.role));
  return true;
};

const deactivate = (model: RightsModel, actor: Actor, step: StepOf<'deactivate'>): boolean => {
  const account = model.accounts[step.account]!;
  const isDone =
    may(model, actor, 'users:delete', null) &&
    account.isActive &&
    credentialOf(model, actor)?.account !== step.account &&
    grantsOf(model, account).every((grant) => covers(model, actor, grant));
  if (!isDone) return false;
  account.isActive = false;
  for (const [id, credential] of model.credentials.entries())
    if (credential.account === step.account) revoke(model, id);
  return true;
};

const reactivate = (model: RightsModel, actor: Actor, step: StepOf<'reactivate'>): boolean => {
  const account = model.accounts[step.account]!;
  const isDone =
    may(model, actor, 'users:create', null) &&
    !account.isActive &&
    grantsOf(model, account).every((grant) => covers(model, actor, grant));
  if (isDone) account.isActive = true;
  return isDone;
};

const logIn = (model: RightsModel, _actor: Actor, { account }: StepOf<'log in'>): boolean => {
  const { isActive, responsible } = model.accounts[account]!;
  if (!isActive || responsible !== null) return false;
  const session = { account, isSession: true, parent: null, grant: unlimited, isRevoked: false };
  model.credentials.push(session);
  return true;
};

/** What a token is to be: one that is made with a token has its groups unless narrower ones are named. */
const heldBy = (parent: ModelCredential | null, wanted: Wanted): ModelGrant => {
  const asked = grantFrom(wanted);
  return { ...asked, groups: asked.groups ?? parent?.grant.groups ?? null };
};

/** Makes a token of an account with what somebody holds. */
const issueFor = (
  model: RightsModel,
  actor: Actor,
  { account, wanted }: { account: number; wanted: Wanted },
): boolean => {
  const holder = credentialOf(model, actor);
  if (holder === null || !maySomewhere(model, actor, 'tokens:create', modelGroups)) return false;
  const parent = holder.isSession ? null : holder;
  const grant = heldBy(parent, wanted);
  const isOwnToken = holder.account === account;
  const isCovered = isOwnToken
    ? coversOwn(model, actor, grant, modelGroups)
    : covers(model, actor, grant);
  if (!isCovered) return false;
  const parentId = parent === null ? null : (actor as number);
  model.credentials.push({ account, isSession: false, parent: parentId, isRevoked: false, grant });
  return true;
};

const issue = (model: RightsModel, actor: Actor, { wanted }: StepOf<'issue'>): boolean => {
  const account = credentialOf(model, actor)?.account;
  return account !== undefined && issueFor(model, actor, { account, wanted });
};

/** The account may do all that the grant allows. */
const accountCovers = (model: RightsModel, account: number, grant: ModelGrant): boolean => {
  const session = { account, isSession: true, parent: null, grant: unlimited, isRevoked: false };
  return covers({ ...model, credentials: [session] }, 0, grant);
};

/** The same for a token that the host makes for the account. */
const accountCoversOwn = (model: RightsModel, account: number, grant: ModelGrant): boolean => {
  const session = { account, isSession: true, parent: null, grant: unlimited, isRevoked: false };
  return coversOwn({ ...model, credentials: [session] }, 0, grant, modelGroups);
};

const issueForProgram = (
  model: RightsModel,
  actor: Actor,
  { wanted }: StepOf<'issue for the program'>,
): boolean => {
  const account = model.accounts.findIndex(({ responsible }) => responsible !== null);
  const holder = credentialOf(model, actor)?.account;
  return (
    holder === model.accounts[account]!.responsible &&
    accountCovers(model, account, grantFrom(wanted)) &&
    issueFor(model, actor, { account, wanted })
  );
};

const issueOnHost = (
  model: RightsModel,
  _actor: Actor,
  { account, wanted }: StepOf<'issue on the host'>,
): boolean => {
  const grant = grantFrom(wanted);
  if (!accountCoversOwn(model, account, grant)) return false;
  model.credentials.push({ account, isSession: false, parent: null, isRevoked: false, grant });
  return true;
};

const isOwn = (model: RightsModel, actor: Actor, target: ModelCredential): boolean => {
  const holder = credentialOf(model, actor);
  if (holder === null) return false;
  const { responsible } = model.accounts[target.account]!;
  return holder.account === target.account || holder.account === responsible;
};

/** A session reaches whatever is its own; a token itself and what was made with it. */
const reaches = (model: RightsModel, actor: Actor, id: number): boolean => {
  const target = model.credentials[id]!;
  if (!isOwn(model, actor, target)) return false;
  return credentialOf(model, actor)!.isSession || id === actor || target.parent === actor;
};

const mayEnd = (model: RightsModel, actor: Actor, id: number): boolean =>
  reaches(model, actor, id) || may(model, actor, 'tokens:delete', null);

const narrow = (model: RightsModel, actor: Actor, step: StepOf<'narrow'>): boolean => {
  const target = model.credentials[step.credential]!;
  const asked = grantFrom(step.wanted);
  const after = { ...asked, groups: asked.groups ?? target.grant.groups };
  const isDone =
    !target.isSession &&
    !target.isRevoked &&
    mayEnd(model, actor, step.credential) &&
    isWithin(after, target.grant);
  if (!isDone || isSame(after, target.grant)) return isDone;
  for (const id of familyOf(model, step.credential)) {
    const member = model.credentials[id]!;
    member.grant = both(member.grant, after);
    if (isNothing(member.grant)) revoke(model, id);
  }
  return true;
};

const rotate = (model: RightsModel, actor: Actor, step: StepOf<'rotate'>): boolean => {
  const target = model.credentials[step.credential]!;
  const holder = credentialOf(model, actor);
  if (holder === null || target.isSession || target.isRevoked) return false;
  if (!model.accounts[target.account]!.isActive) return false;
  const needed = step.credential === actor ? 'tokens:rotate-self' : 'tokens:create';
  return (
    reaches(model, actor, step.credential) &&
    (holder.isSession || maySomewhere(model, actor, needed, modelGroups))
  );
};

const end = (model: RightsModel, actor: Actor, step: StepOf<'revoke'>): boolean => {
  const isDone = mayEnd(model, actor, step.credential);
  if (isDone) revoke(model, step.credential);
  return isDone;
};

const logOut = (model: RightsModel, actor: Actor): boolean => {
  if (actor === 'host' || !model.credentials[actor]!.isSession) return false;
  revoke(model, actor);
  return true;
};

const scopesNeeded = {
  read: 'devices:read',
  label: 'devices:read-update',
  move: 'devices:read-update',
  deny: 'devices:delete',
  undeny: 'devices:delete',
} as const satisfies Record<string, ModelScope>;

const touch = (
  model: RightsModel,
  actor: Actor,
  step: StepOf<'read' | 'label' | 'deny' | 'undeny' | 'move'>,
): boolean => {
  const device = model.devices[step.device]!;
  if (device.isDenied !== (step.kind === 'undeny')) return false;
  if (!may(model, actor, scopesNeeded[step.kind], device.group)) return false;
  if (step.kind === 'move') {
    if (!may(model, actor, 'devices:read-update', step.group)) return false;
    device.group = step.group;
  }
  if (step.kind === 'deny') device.isDenied = true;
  if (step.kind === 'undeny') Object.assign(device, { isDenied: false, group: null });
  return true;
};

const rules: {
  [K in Step['kind']]: (model: RightsModel, actor: Actor, step: StepOf<K>) => boolean;
} = {
  'set scopes': setScopes,
  'set roles': setRoles,
  'create role': putRole,
  'change role': putRole,
  'delete role': deleteRole,
  deactivate,
  reactivate,
  'log in': logIn,
  issue,
  'issue for the program': issueForProgram,
  'issue on the host': issueOnHost,
  narrow,
  rotate,
  revoke: end,
  'log out': logOut,
  read: touch,
  label: touch,
  deny: touch,
  undeny: touch,
  move: touch,
};

/** Does a step to the model. False, with nothing changed, for what must be refused. */
export const apply = (model: RightsModel, actor: Actor, step: Step): boolean => {
  if (actor !== 'host' && !isLive(model, actor)) return false;
  const rule = rules[step.kind] as (model: RightsModel, actor: Actor, step: Step) => boolean;
  return rule(model, actor, step);
};
