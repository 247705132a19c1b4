/** Making a token with which devices register. */
import {
  checkName,
  type Context,
  drawToken,
  formatToken,
  hashSecret,
  listNetworkIssues,
  lockAsking,
  principalName,
  recordAudit,
  requireHeldIn,
  type TokenKeys,
  type UserPrincipal,
} from '@moorgate/auth';
import { insertEnrolmentToken, inTransaction, lockActiveAccountById, type Trx } from '@moorgate/db';
import { fault, type Issue } from '@moorgate/errors';
import { labelRules } from '../labels/label-rules.ts';
import { type EnrolmentToken, enrolmentTokenFromRow } from './enrolment-token.ts';

/** What the token is limited to. */
export interface EnrolmentTokenRequest {
  /** What the list of tokens calls it; 1 to 80 characters. */
  readonly name: string;
  /** How many devices may register with it; one unless said. */
  readonly maxUses?: number | undefined;
  /** A day from now unless said; a year from now at most. */
  readonly expiresAt?: Date | undefined;
  /** The group that devices come into, whether it is in use yet or not. */
  readonly group?: string | undefined;
  /** What the names of devices begin with. */
  readonly namePrefix?: string | undefined;
  /** The only addresses and networks that it may be used from; 1 to 100. */
  readonly cidrs?: readonly string[] | undefined;
}

/** What making tokens stands on. */
export interface EnrolmentTokenServices {
  /** The keys that the gateways have too. */
  readonly keys: TokenKeys;
  /** The factory of this installation, whose devices register. */
  readonly factory: string;
}

/** A token as it is shown once. */
export interface IssuedEnrolmentToken extends EnrolmentToken {
  readonly token: string;
}

const dayMs = 86_400_000;
const lifetimeMsMax = 365 * dayMs;
/** The most devices that one token registers. */
export const enrolmentUsesMax = 1_000_000;
const networksMax = 100;
const namePattern = new RegExp(labelRules.namePattern);

/**
 * Makes a token of whoever asks, which needs `devices:create` for the group that it is limited to, and without a limit to
 * groups where it is limited to none. It never allows more than its owner may at the moment of a use; one that is made with
 * a token allows no more than that token either, ends no later, and is revoked with it. Faults: scope_not_held,
 * invalid_request, token_uses_bounded; credentials_invalid for an owner, or a token, that has ended meanwhile.
 */
export const createEnrolmentToken = async (
  ctx: Context & { readonly principal: UserPrincipal },
  services: EnrolmentTokenServices,
  request: EnrolmentTokenRequest,
): Promise<IssuedEnrolmentToken> => {
  const createdAt = ctx.clock.now();
  const usualEnd = checkRequest(request, createdAt);
  const { principal } = ctx;
  const { group = null, namePrefix = null, cidrs = null, maxUses = 1 } = request;
  requireHeldIn(principal, {
    scopes: ['devices:create'],
    groups: group === null ? null : [group],
  });
  return inTransaction(ctx.db, async (trx) => {
    if (!(await lockActiveAccountById(trx, principal.userId))) throw fault('credentials_invalid');
    const { credential, userId: ownerId } = principal;
    const parent =
      credential.kind === 'token' ? await lockAsking(trx, ctx, credential.tokenId) : null;
    const expiresAt = endWithin(parent?.expires_at ?? null, request, usualEnd);
    const parentId = parent?.id ?? null;
    const { name } = request;
    const limits = { group, namePrefix, cidrs, maxUses, deviceUuid: null };
    const draft = { name, ...limits, ownerId, parentId, createdAt, expiresAt };
    return storeEnrolmentToken(trx, ctx, { services, draft });
  });
};

/** A token to be made; whether it may be is decided before. */
interface EnrolmentTokenDraft extends Pick<
  EnrolmentToken,
  'name' | 'group' | 'namePrefix' | 'cidrs' | 'maxUses' | 'createdAt' | 'expiresAt'
> {
  readonly deviceUuid: string | null;
  readonly ownerId: string;
  readonly parentId: string | null;
}

const storeEnrolmentToken = async (
  trx: Trx,
  ctx: Context,
  made: { readonly services: EnrolmentTokenServices; readonly draft: EnrolmentTokenDraft },
): Promise<IssuedEnrolmentToken> => {
  const { services, draft } = made;
  const { keys, factory } = services;
  const drawn = drawToken('enr');
  const { hash, keyVersion } = hashSecret(keys, drawn.secret);
  const row = await insertEnrolmentToken(trx, {
    id: drawn.id,
    secret_hash: hash,
    key_version: keyVersion,
    name: draft.name,
    owner_id: draft.ownerId,
    parent_id: draft.parentId,
    factory,
    group_name: draft.group,
    name_prefix: draft.namePrefix,
    device_uuid: draft.deviceUuid,
    cidrs: draft.cidrs,
    max_uses: draft.maxUses,
    created_at: draft.createdAt,
    created_by: principalName(ctx.principal),
    expires_at: draft.expiresAt,
  });
  const token = enrolmentTokenFromRow(row, draft.createdAt);
  await recordCreation(trx, ctx, { ...token, deviceUuid: draft.deviceUuid });
  return { ...token, token: formatToken(drawn) };
};

/** A device that somebody let in, and who that was. */
export interface AdmittedDevice {
  readonly uuid: string;
  readonly ownerId: string;
  /** The group that it comes into; null for the one that it names, if any. */
  readonly group: string | null;
  readonly expiresAt: Date;
}

/**
 * Makes the token of one device that somebody has let in before, in the transaction that finds that out: it registers that
 * device, once, and no other. What its owner may not do at the moment of the use, it does not do. Throws
 * `credentials_invalid` for an owner who is gone.
 */
export const issueEnrolmentTokenFor = async (
  trx: Trx,
  ctx: Context,
  admitted: { readonly services: EnrolmentTokenServices; readonly device: AdmittedDevice },
): Promise<IssuedEnrolmentToken> => {
  const { services, device } = admitted;
  const { uuid, ownerId, group, expiresAt } = device;
  if (!(await lockActiveAccountById(trx, ownerId))) throw fault('credentials_invalid');
  const draft = {
    name: `device ${uuid}`,
    group,
    namePrefix: null,
    cidrs: null,
    maxUses: 1,
    deviceUuid: uuid,
    ownerId,
    parentId: null,
    createdAt: ctx.clock.now(),
    expiresAt,
  };
  return storeEnrolmentToken(trx, ctx, { services, draft });
};

const recordCreation = (
  trx: Trx,
  ctx: Context,
  token: EnrolmentToken & Pick<EnrolmentTokenDraft, 'deviceUuid'>,
): Promise<void> => {
  const { id, name, factory, group, namePrefix, deviceUuid, cidrs, maxUses, expiresAt } = token;
  return recordAudit(trx, ctx, {
    action: 'enrolment_token.created',
    targetKind: 'enrolment_token',
    targetId: id,
    after: { name, factory, group, namePrefix, deviceUuid, cidrs, maxUses, expiresAt },
  });
};

const networkIssues = (cidrs: readonly string[] | undefined): readonly Issue[] => {
  if (cidrs === undefined) return [];
  if (cidrs.length > 0 && cidrs.length <= networksMax) return listNetworkIssues(cidrs);
  return [{ pointer: '/cidrs', message: `must have 1 to ${networksMax} entries` }];
};

const nameIssues = (pointer: string, text: string | undefined): readonly Issue[] =>
  text === undefined || namePattern.test(text)
    ? []
    : [{ pointer, message: `must match ${labelRules.namePattern}` }];

const useIssues = (maxUses: number | undefined): readonly Issue[] => {
  if (maxUses === undefined) return [];
  const isFit = Number.isInteger(maxUses) && maxUses >= 1 && maxUses <= enrolmentUsesMax;
  const message = `must be an integer from 1 to ${enrolmentUsesMax}`;
  return isFit ? [] : [{ pointer: '/max-uses', message }];
};

const expiryIssues = (wanted: Date | undefined, now: Date): readonly Issue[] => {
  const latest = new Date(now.getTime() + lifetimeMsMax);
  if (wanted === undefined || (wanted > now && wanted <= latest)) return [];
  const message = `must be in the future, and not after ${latest.toISOString()}`;
  return [{ pointer: '/expires-at', message }];
};

/** No later than the token that it is made with. Throws `invalid_request`. */
const endWithin = (
  latest: Date | null,
  { expiresAt: wanted }: EnrolmentTokenRequest,
  end: Date,
): Date => {
  if (latest === null || end <= latest) return end;
  if (wanted === undefined) return latest;
  const message = `must not be after ${latest.toISOString()}, when the token ends that it is made with`;
  throw fault('invalid_request', { issues: [{ pointer: '/expires-at', message }] });
};

/** When the token ends, whatever it is made with. Throws `invalid_request`. */
const checkRequest = (request: EnrolmentTokenRequest, now: Date): Date => {
  checkName(request.name);
  const issues = [
    ...networkIssues(request.cidrs),
    ...nameIssues('/group', request.group),
    ...nameIssues('/name-prefix', request.namePrefix),
    ...useIssues(request.maxUses),
    ...expiryIssues(request.expiresAt, now),
  ];
  if (issues.length > 0) throw fault('invalid_request', { issues });
  return request.expiresAt ?? new Date(now.getTime() + dayMs);
};
