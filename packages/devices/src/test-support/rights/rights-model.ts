/** Who may do what, said a second time and as simply as it can be: sets that are intersected whenever somebody asks. */

/** The scopes that the steps are about. */
export const modelScopes = [
  'devices:delete',
  'devices:read',
  'devices:read-update',
  'tokens:create',
  'tokens:delete',
  'tokens:rotate-self',
  'users:create',
  'users:delete',
  'users:read-update',
] as const;
export type ModelScope = (typeof modelScopes)[number];

/** What something is limited to; null: not at all. */
type Groups = ReadonlySet<string> | null;

/** Scopes for some groups of devices, or for everything. */
export interface ModelGrant {
  readonly scopes: ReadonlySet<ModelScope>;
  readonly groups: Groups;
}

export interface ModelAccount {
  scopes: ReadonlySet<ModelScope>;
  /** The numbers of its roles. */
  roles: ReadonlySet<number>;
  isActive: boolean;
  /** For a service account the person who answers for it. */
  readonly responsible: number | null;
}

export interface ModelCredential {
  readonly account: number;
  readonly isSession: boolean;
  /** The token that it was made with. */
  readonly parent: number | null;
  grant: ModelGrant;
  isRevoked: boolean;
}

export interface ModelDevice {
  /** While it is denied, the group that it was in before. */
  group: string | null;
  isDenied: boolean;
}

/** What there is. Everything is called by its place in its list; a role that does not exist is null. */
export interface RightsModel {
  readonly accounts: readonly ModelAccount[];
  readonly roles: (ModelGrant | null)[];
  readonly credentials: ModelCredential[];
  readonly devices: readonly ModelDevice[];
}

/** Who asks: a credential, or the host, which may do everything. */
export type Actor = number | 'host';

const everything: ReadonlySet<ModelScope> = new Set(modelScopes);

/** The scopes with what they imply. */
export const closed = (scopes: Iterable<ModelScope>): ReadonlySet<ModelScope> => {
  const all = new Set(scopes);
  if (all.has('devices:read-update')) all.add('devices:read');
  return all;
};

const intersect = <T>(one: ReadonlySet<T>, other: ReadonlySet<T>): ReadonlySet<T> =>
  new Set([...one].filter((item) => other.has(item)));

/** A grant allows a scope for a device of this group; null: for what is in no group, or is no device. */
const allows = ({ scopes, groups }: ModelGrant, scope: ModelScope, group: string | null): boolean =>
  scopes.has(scope) && (groups === null || (group !== null && groups.has(group)));

/** What both grants allow. */
export const both = (one: ModelGrant, other: ModelGrant): ModelGrant => ({
  scopes: intersect(one.scopes, other.scopes),
  groups:
    one.groups === null || other.groups === null
      ? (one.groups ?? other.groups)
      : intersect(one.groups, other.groups),
});

/** The grants of an account by itself. */
export const grantsOf = (model: RightsModel, account: ModelAccount): readonly ModelGrant[] => [
  { scopes: account.scopes, groups: null },
  ...[...account.roles].flatMap((role) => model.roles[role] ?? []),
];

/** An account may do what it was given, and a service account nothing that its person may not. */
export const accountMay = (
  model: RightsModel,
  id: number,
  scope: ModelScope,
  group: string | null,
): boolean => {
  const account = model.accounts[id]!;
  return (
    account.isActive &&
    grantsOf(model, account).some((grant) => allows(grant, scope, group)) &&
    (account.responsible === null || accountMay(model, account.responsible, scope, group))
  );
};

/** A credential is accepted. */
export const isLive = (model: RightsModel, id: number): boolean => {
  const { account, isRevoked } = model.credentials[id]!;
  const { isActive, responsible } = model.accounts[account]!;
  const isAnsweredFor = responsible === null || model.accounts[responsible]!.isActive;
  return !isRevoked && isActive && isAnsweredFor;
};

/** The intersection of the present rights of a credential and of its account. */
export const may = (
  model: RightsModel,
  actor: Actor,
  scope: ModelScope,
  group: string | null,
): boolean => {
  if (actor === 'host') return true;
  const { account, grant } = model.credentials[actor]!;
  return (
    isLive(model, actor) && allows(grant, scope, group) && accountMay(model, account, scope, group)
  );
};

/** The same for whichever device. */
export const maySomewhere = (
  model: RightsModel,
  actor: Actor,
  scope: ModelScope,
  groups: readonly string[],
): boolean => [null, ...groups].some((group) => may(model, actor, scope, group));

/** Whoever asks may do everything themselves that the grant allows. */
export const covers = (model: RightsModel, actor: Actor, grant: ModelGrant): boolean =>
  [...grant.scopes].every((scope) =>
    grant.groups === null
      ? may(model, actor, scope, null)
      : [...grant.groups].every((group) => may(model, actor, scope, group)),
  );

/** The same for a token of one’s own: without a limit it is for whatever devices its owner reaches. */
export const coversOwn = (
  model: RightsModel,
  actor: Actor,
  grant: ModelGrant,
  groups: readonly string[],
): boolean =>
  grant.groups === null
    ? [...grant.scopes].every((scope) => maySomewhere(model, actor, scope, groups))
    : covers(model, actor, grant);

/** A token, and whatever descends from it. */
export const familyOf = (model: RightsModel, id: number): number[] => {
  const family = [id];
  for (const [other, { parent }] of model.credentials.entries())
    if (parent !== null && family.includes(parent)) family.push(other);
  return family;
};

/** Ends a credential and what was made with it. */
export const revoke = (model: RightsModel, id: number): void => {
  for (const member of familyOf(model, id)) model.credentials[member]!.isRevoked = true;
};

/** The grant of a session: whatever its holder may do. */
export const unlimited: ModelGrant = { scopes: everything, groups: null };
