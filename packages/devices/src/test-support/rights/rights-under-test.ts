/** The same people, roles, tokens and devices in a real store, behind the real check of tokens and the real use cases. */
import {
  authenticateToken,
  changeRole,
  changeServiceAccount,
  changeToken,
  changeUserRoles,
  changeUserScopes,
  type Context,
  createFirstAdministrator,
  createRole,
  createServiceAccount,
  createUser,
  deactivateUser,
  deleteRole,
  drawTokenKeys,
  endSession,
  groupsWith,
  type GroupsHeld,
  issueServiceToken,
  issueToken,
  issueTokenFor,
  reactivateUser,
  requireScopes,
  requireUnlimited,
  revokeToken,
  rotateToken,
  type Scope,
  startSession,
  type TokenKeys,
  type UserPrincipal,
} from '@moorgate/auth';
import { createConfirmations } from '@moorgate/db';
import { DomainError, type ErrorCode } from '@moorgate/errors';
import { denyDevice } from '../../inventory/deny-device.ts';
import { getDevice } from '../../inventory/get-device.ts';
import { undenyDevice } from '../../inventory/undeny-device.ts';
import { patchLabels } from '../../labels/patch-labels.ts';
import { startStore, type TestStore } from '../start-store.ts';
import { type FollowedChecks, followChecks } from './follow-checks.ts';
import { type Actor, modelScopes, type RightsModel } from './rights-model.ts';
import type { Step, StepOf, Wanted } from './rights-steps.ts';

/** One run: what it has made. */
interface Run {
  readonly prefix: string;
  readonly devices: readonly string[];
  /** The texts of the credentials, in their order; one that was rotated has its newest. */
  readonly credentials: { readonly id: string; text: string }[];
  /** Texts that were rotated away. */
  readonly formerTexts: string[];
}

/** What may be held for which groups, by scope; null for a credential that is refused. */
export type RightsSeen = Readonly<Record<string, GroupsHeld>> | null;

/** A run on the product. */
export interface RightsUnderTest {
  /** Does a step; false when it is refused. Throws for everything that is neither. */
  perform(actor: Actor, step: Step): Promise<boolean>;
  credentialCount(): number;
  rightsOf(credential: number): Promise<RightsSeen>;
  /** Whether any text that was rotated away is accepted. */
  acceptsFormerText(): Promise<boolean>;
}

/** A store in which one run after the other goes on. */
export interface RightsStage {
  /** Gives the accounts what the model begins with, and makes devices of new groups. */
  prepare(model: RightsModel): Promise<RightsUnderTest>;
  /** How many checks of tokens there were of each kind. */
  readonly checkCounts: FollowedChecks['counts'];
  close(): Promise<void>;
}

const password = 'correct horse battery';

/** The refusals that rights lead to, or that somebody was too late, or too early. */
const refusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'credentials_invalid',
  'credentials_required',
  'device_not_denied',
  'device_not_found',
  'invalid_request',
  'login_failed',
  'role_exists',
  'role_in_use',
  'role_not_found',
  'scope_missing',
  'scope_not_held',
  'service_account_foreign',
  'service_account_not_found',
  'session_required',
  'token_disabled',
  'token_ended',
  'token_not_found',
  'token_not_narrower',
  'user_active',
  'user_is_self',
  'user_not_found',
]);

interface Stage {
  readonly store: TestStore;
  /** The host. */
  readonly ctx: Context;
  readonly keys: TokenKeys;
  readonly checks: FollowedChecks['checks'];
  readonly name: (account: number) => string;
  /** The service accounts. */
  readonly programs: ReadonlySet<number>;
}

/** So long a busy machine may take to answer whether a change is in force; what is refused is never for want of that. */
const confirmationMsMax = 30_000;

/**
 * Opens it, with an account for each of the model. Its checks of tokens hold what they found, as those of the product do,
 * and learn of changes by the feed; those of a deaf stage do not.
 */
export const openRightsStage = async (
  model: RightsModel,
  { isDeaf = false }: { readonly isDeaf?: boolean } = {},
): Promise<RightsStage> => {
  const store = await startStore();
  const confirmations = createConfirmations(store.db, { deadlineMs: confirmationMsMax });
  const ctx = { ...store.ctx, confirmations };
  const name = (account: number): string => `account${account}`;
  await createFirstAdministrator(ctx, { password });
  for (const [id, { responsible }] of model.accounts.entries()) {
    if (responsible === null) await createUser(ctx, { username: name(id), password, scopes: [] });
    else await createServiceAccount(ctx, { name: name(id), scopes: [], owner: name(responsible) });
  }
  const keys = drawTokenKeys();
  const url = store.database.urlFor('moorgate_admin');
  const { checks, counts, stop } = await followChecks({ url, keys, isDeaf });
  const programs = new Set(
    model.accounts.flatMap(({ responsible }, id) => (responsible === null ? [] : [id])),
  );
  const stage: Stage = { store, ctx, keys, checks, name, programs };
  let runs = 0;
  return {
    prepare: async (begin) => {
      runs += 1;
      return openRun(stage, begin, `r${runs}`);
    },
    checkCounts: counts,
    close: async () => {
      await stop();
      await store.close();
    },
  };
};

/** Gives every account of the stage what it begins a run with. */
const resetAccounts = (stage: Stage, model: RightsModel): Promise<unknown> =>
  Promise.all(
    model.accounts.map(async ({ scopes, responsible }, id) => {
      const username = stage.name(id);
      const isProgram = responsible !== null;
      if (!isProgram) await reset(stage.ctx, username);
      await setScopes(stage.ctx, { username, scopes: [...scopes], isProgram });
    }),
  );

const openRun = async (
  stage: Stage,
  model: RightsModel,
  prefix: string,
): Promise<RightsUnderTest> => {
  await resetAccounts(stage, model);
  const devices: string[] = [];
  for (const { group } of model.devices)
    devices.push(
      await stage.store.insertDevice({
        labels: group === null ? {} : { group: `${prefix}${group}` },
      }),
    );
  const run: Run = { prefix, devices, credentials: [], formerTexts: [] };
  return {
    perform: (actor, step) => perform(stage, run, { actor, step }),
    credentialCount: () => run.credentials.length,
    rightsOf: (credential) => rightsOf(stage, run, credential),
    acceptsFormerText: async () => {
      const principals = await Promise.all(
        run.formerTexts.slice(-3).map((text) => principalFrom(stage, text)),
      );
      return principals.some((principal) => principal !== null);
    },
  };
};

/** Makes somebody active, without a role. */
const reset = async (ctx: Context, username: string): Promise<void> => {
  await reactivateUser(ctx, username).catch((error: unknown) => {
    if (!(error instanceof DomainError && error.code === 'user_active')) throw error;
  });
  await changeUserRoles(ctx, { username, roles: [] });
};

const setScopes = async (
  ctx: Context,
  wanted: { username: string; scopes: readonly Scope[]; isProgram: boolean },
): Promise<void> => {
  const { username, scopes, isProgram } = wanted;
  if (isProgram) await changeServiceAccount(ctx, username, { scopes });
  else await changeUserScopes(ctx, { username, scopes });
};

const principalFrom = async (stage: Stage, text: string): Promise<UserPrincipal | null> => {
  const presented = { text, kinds: ['pat', 'ses', 'svc'] } as const;
  try {
    return await authenticateToken(stage.ctx, stage.checks, presented);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'credentials_invalid') return null;
    throw error;
  }
};

/** Groups have the name of the run in front of their own. */
const rightsOf = async (stage: Stage, run: Run, credential: number): Promise<RightsSeen> => {
  const principal = await principalFrom(stage, run.credentials[credential]!.text);
  if (principal === null) return null;
  const own = (held: GroupsHeld): GroupsHeld =>
    held === 'all' ? held : new Set([...held].map((group) => group.slice(run.prefix.length)));
  return Object.fromEntries(
    modelScopes.map((scope) => [scope, own(groupsWith(principal, scope))] as const),
  );
};

interface Attempt {
  readonly actor: Actor;
  readonly step: Step;
}

const perform = async (stage: Stage, run: Run, { actor, step }: Attempt): Promise<boolean> => {
  const { ctx } = stage;
  const principal =
    actor === 'host' ? ctx.principal : await principalFrom(stage, run.credentials[actor]!.text);
  if (principal === null) return false;
  try {
    await useCases[step.kind]({ ...ctx, principal }, { stage, run, step: step as never });
    return true;
  } catch (error) {
    if (error instanceof DomainError && refusals.has(error.code)) return false;
    throw error;
  }
};

interface Used<K extends Step['kind']> {
  readonly stage: Stage;
  readonly run: Run;
  readonly step: StepOf<K>;
}
type UseCase<K extends Step['kind']> = (ctx: Context, used: Used<K>) => Promise<unknown>;

/** What is used of a step about one device. */
type OneDevice = Omit<Used<'read'>, 'step'> & { readonly step: { readonly device: number } };

const groupsOf = (run: Run, { groups }: Wanted): string[] | undefined =>
  groups === null ? undefined : groups.map((group) => `${run.prefix}${group}`);

const roleName = (run: Run, role: number): string => `${run.prefix}-role${role}`;

const roleOf = (run: Run, step: StepOf<'create role' | 'change role'>) => ({
  name: roleName(run, step.role),
  scopes: [...step.wanted.scopes],
  groups: groupsOf(run, step.wanted),
});

const tokenOf = (run: Run, wanted: Wanted) => {
  const groups = groupsOf(run, wanted);
  return { name: 'token', scopes: wanted.scopes, ...(groups === undefined ? {} : { groups }) };
};

const keep = (run: Run, { id, token: text }: { id: string; token: string }): void => {
  run.credentials.push({ id, text });
};

const uuidOf = ({ run, step }: OneDevice): string => run.devices[step.device]!;

/** What the endpoint of each step does, its door included. */
const useCases: { readonly [K in Step['kind']]: UseCase<K> } = {
  'set scopes': (ctx, { stage, step }) => {
    const isProgram = stage.programs.has(step.account);
    if (!isProgram) requireUnlimited(ctx.principal, ['users:read-update']);
    const username = stage.name(step.account);
    return setScopes(ctx, { username, scopes: step.scopes, isProgram });
  },
  'set roles': (ctx, { stage, run, step }) => {
    const roles = step.roles.map((role) => roleName(run, role));
    return changeUserRoles(ctx, { username: stage.name(step.account), roles });
  },
  'create role': (ctx, { run, step }) => createRole(ctx, roleOf(run, step)),
  'change role': (ctx, { run, step }) => changeRole(ctx, roleOf(run, step)),
  'delete role': (ctx, { run, step }) => deleteRole(ctx, { name: roleName(run, step.role) }),
  deactivate: (ctx, { stage, step }) => {
    requireUnlimited(ctx.principal, ['users:delete']);
    return deactivateUser(ctx, stage.name(step.account));
  },
  reactivate: (ctx, { stage, step }) => {
    requireUnlimited(ctx.principal, ['users:create']);
    return reactivateUser(ctx, stage.name(step.account));
  },
  'log in': async (ctx, { stage, run, step }) => {
    const request = { username: stage.name(step.account), password };
    keep(run, await startSession(ctx, stage.keys, request));
  },
  issue: async (ctx, { stage, run, step }) => {
    requireScopes(ctx.principal, ['tokens:create']);
    keep(run, await issueToken(ctx, stage.keys, tokenOf(run, step.wanted)));
  },
  'issue for the program': async (ctx, { stage, run, step }) => {
    requireScopes(ctx.principal, ['tokens:create']);
    const account = stage.name([...stage.programs][0]!);
    const request = { account, ...tokenOf(run, step.wanted) };
    keep(run, await issueServiceToken(ctx, stage.keys, request));
  },
  'issue on the host': async (ctx, { stage, run, step }) => {
    const username = stage.name(step.account);
    keep(run, await issueTokenFor(ctx, stage.keys, { username, ...tokenOf(run, step.wanted) }));
  },
  narrow: (ctx, { run, step }) => {
    const { scopes, groups } = tokenOf(run, step.wanted);
    return changeToken(ctx, run.credentials[step.credential]!.id, { scopes, groups });
  },
  rotate: async (ctx, { stage, run, step }) => {
    const credential = run.credentials[step.credential]!;
    const rotated = await rotateToken(ctx, stage.keys, { id: credential.id, overlapMs: 0 });
    run.formerTexts.push(credential.text);
    credential.text = rotated.token;
  },
  revoke: (ctx, { run, step }) => revokeToken(ctx, run.credentials[step.credential]!.id),
  'log out': (ctx) => endSession(ctx),
  read: (ctx, used) => getDevice(ctx, uuidOf(used)),
  label: (ctx, used) =>
    patchLabels(ctx, { uuid: uuidOf(used), upserts: { note: 'x' }, deletes: [] }),
  deny: (ctx, used) => denyDevice(ctx, { uuid: uuidOf(used) }),
  undeny: (ctx, used) => undenyDevice(ctx, uuidOf(used)),
  move: (ctx, used) => {
    const group = `${used.run.prefix}${used.step.group}`;
    return patchLabels(ctx, { uuid: uuidOf(used), upserts: { group }, deletes: [] });
  },
};
