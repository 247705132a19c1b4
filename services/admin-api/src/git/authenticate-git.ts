/** Who asks for sources, and what they may do with them. */
import {
  type Context,
  holdsFor,
  type Principal,
  type Scope,
  type UserPrincipal,
} from '@moorgate/auth';
import { fault, toDomainError } from '@moorgate/errors';
import { requireAllowed } from '@moorgate/http';
import type { GitService } from '@moorgate/source';
import { authenticateFactorySecret, readFactorySecret } from '../factory/factory-credentials.ts';
import type { GitParts } from './git-parts.ts';

/** Somebody who may ask. */
export interface GitGrantee {
  readonly principal: Principal;
  /** As the principal, where it is a user. */
  readonly user: UserPrincipal | null;
  /** As Git and the records name them. */
  readonly name: string;
  /** Counts for how many requests of theirs run at once. */
  readonly holder: string;
  /** What they may do with sources, whichever. */
  readonly scopes: readonly Scope[];
}

type Surroundings = Omit<Context, 'principal'>;
type Headers = Readonly<Record<string, string | undefined>>;

const sourceScopes = [
  'source:create',
  'source:delete',
  'source:read',
  'source:read-update',
] as const satisfies readonly Scope[];

/** Each is enough to begin a push; what it may do is judged for each reference. */
const pushScopes = ['source:read-update', 'source:create', 'source:delete'] as const;

/** A repository is in no group of devices, so a right that is limited to groups is none here. */
const granteeFromUser = (user: UserPrincipal): GitGrantee => ({
  principal: user,
  user,
  name: user.username,
  holder: user.credential.tokenId,
  scopes: sourceScopes.filter((scope) => holdsFor(user, scope, null)),
});

const findRun = async (
  { findRunCredential, factory }: GitParts,
  secret: string,
): Promise<GitGrantee | null> => {
  const run = await findRunCredential?.(secret);
  if (run?.factory !== factory) return null;
  const name = `run ${run.runId}`;
  return {
    principal: { kind: 'system', name },
    user: null,
    name,
    holder: name,
    scopes: run.sourceRead ? ['source:read'] : [],
  };
};

const find = async (
  ctx: Surroundings,
  parts: GitParts,
  { headers, isRepeated }: { headers: Headers; isRepeated: boolean },
): Promise<GitGrantee> => {
  const text = readFactorySecret(headers);
  if (text === null) throw fault('credentials_required');
  const run = await findRun(parts, text);
  if (run !== null) return run;
  const userAgent = headers['user-agent'] ?? null;
  return granteeFromUser(
    await authenticateFactorySecret(ctx, parts, { text, userAgent, isRepeated }),
  );
};

/**
 * Who asks: the holder of a token, or a run of a build. Counts the request against their limit, or against that of the address
 * where there is no valid credential. Throws `credentials_required`, `credentials_invalid`, `token_address_forbidden`,
 * `rate_limited` and `service_unavailable`.
 */
export const authenticateGit = async (
  ctx: Surroundings,
  parts: GitParts,
  headers: Headers,
): Promise<GitGrantee> => {
  const { limiter } = parts;
  const grantee = await find(ctx, parts, { headers, isRepeated: false }).catch(
    (thrown: unknown) => {
      if (toDomainError(thrown).kind === 'unauthenticated')
        requireAllowed(limiter.byAddress(ctx.address ?? 'unknown'));
      throw thrown;
    },
  );
  requireAllowed(limiter.byCredential(grantee.holder, grantee.user?.credential.rateLimit));
  return grantee;
};

/** Passes for whoever may use the service at all. Throws `scope_missing`, naming what is missing. */
export const requireService = ({ scopes }: GitGrantee, service: GitService): void => {
  const needed: readonly Scope[] = service === 'git-upload-pack' ? ['source:read'] : pushScopes;
  if (needed.some((scope) => scopes.includes(scope))) return;
  throw fault('scope_missing', {
    detail: `fio: token is missing scope ${needed.join(' or ')}`,
    neededScopes: needed,
  });
};

/**
 * What throws once whoever asked has lost the right to: revoked, expired, deactivated, without a scope that the exchange began
 * with. It costs no query while nothing has changed.
 */
export const accessKept = (
  ctx: Surroundings,
  parts: GitParts,
  { headers, begun, service }: { headers: Headers; begun: GitGrantee; service: GitService },
): (() => Promise<void>) => {
  return async () => {
    const present = await find(ctx, parts, { headers, isRepeated: true });
    requireService(present, service);
    const isPush = service === 'git-receive-pack';
    const lost = begun.scopes.find((scope) => isPush && !present.scopes.includes(scope));
    if (lost !== undefined)
      throw fault('scope_missing', { detail: `fio: token is missing scope ${lost}` });
  };
};
