/** Whether a request to `/v2/` is allowed: what its token says, and what the credential behind the token may do now. */
import { mayDo, registryService, type RegistryAction, type ShownToken } from '@moorgate/containers';
import { fault } from '@moorgate/errors';
import { readAuthorization } from '@moorgate/http';
import type { ContainersParts, Holder, RequestContext } from './containers-parts.ts';
import { admitGrantee, countStranger, findGrantee } from './find-grantee.ts';
import type { RegistryChallenge } from './registry-errors.ts';
import type { RegistryOperation, RegistryTarget } from './registry-call.ts';
import type { Mount } from './registry-query.ts';

/** What is asked for. */
export interface RegistryCall {
  readonly target: RegistryTarget;
  readonly operation: RegistryOperation;
  readonly mount: Mount | null;
}

/** One thing that has to be allowed. */
interface Needed {
  readonly name: string;
  readonly action: RegistryAction;
}

const neededFor = ({ target, operation, mount }: RegistryCall): readonly Needed[] => {
  if (!('name' in target)) return [];
  const own = { name: target.name, action: operation.action };
  return mount === null ? [own] : [own, { name: mount.from, action: 'pull' }];
};

/** What clients ask the realm for to be allowed it: whoever pushes looks first whether it is there. */
const asked: Readonly<Record<RegistryAction, string>> = {
  pull: 'pull',
  push: 'pull,push',
  delete: 'delete',
};

/** How a client gets what it needs. `realm` is its address. */
export const challengeFor = (realm: string, call: RegistryCall | null): RegistryChallenge => ({
  realm,
  service: registryService,
  scopes:
    call === null
      ? []
      : neededFor(call).map(({ name, action }) => `repository:${name}:${asked[action]}`),
});

const words: Readonly<Record<RegistryAction, readonly [doing: string, scope: string]>> = {
  pull: ['pulling from', 'containers:read'],
  push: ['pushing to', 'containers:read-update'],
  delete: ['deleting from', 'containers:read-update'],
};

/** Throws `scope_missing` for what the credential must not do; every name that is not of its factory is one. */
const requireGrants = ({ grantee }: Holder, needed: readonly Needed[]): void => {
  for (const { name, action } of needed) {
    if (mayDo(grantee, name, action)) continue;
    const [doing, scope] = words[action];
    throw fault('scope_missing', {
      detail: `access to the resource is denied: ${doing} ${name} needs ${scope} in its factory`,
      neededScopes: [scope],
    });
  }
};

/** Throws `registry_token_too_narrow`, for which clients get another token. */
const requireAccess = (token: ShownToken, needed: readonly Needed[]): void => {
  if (needed.every(({ name, action }) => token.allows(name, action))) return;
  throw fault('registry_token_too_narrow');
};

const readToken = async (
  ctx: RequestContext,
  parts: ContainersParts,
  header: string | undefined,
): Promise<ShownToken> => {
  const sent = readAuthorization(header);
  const token = sent?.scheme === 'bearer' ? await parts.clientTokens.read(sent.token) : null;
  if (token !== null) return token;
  countStranger(ctx, parts);
  throw fault(sent?.scheme === 'bearer' ? 'credentials_invalid' : 'credentials_required');
};

/** Who shows a token for the registry. Throws as `admitGrantee` does, and `credentials_required`. */
export const authenticateCall = async (
  ctx: RequestContext,
  parts: ContainersParts,
  header: string | undefined,
): Promise<Holder & { readonly token: ShownToken }> => {
  const token = await readToken(ctx, parts, header);
  const { secret } = token;
  const grantee = await admitGrantee(ctx, parts, { secret, isRepeated: true });
  return { grantee, secret, token };
};

/** Passes for what is allowed. Throws `registry_catalog_denied`, `scope_missing`, `registry_token_too_narrow`. */
export const requireCall = (
  holder: Holder & { readonly token: ShownToken },
  call: RegistryCall,
): void => {
  if (call.target.kind === 'catalog') throw fault('registry_catalog_denied');
  const needed = neededFor(call);
  requireGrants(holder, needed);
  requireAccess(holder.token, needed);
};

/** What throws once the credential has ended, or may not do this any more; the end of the token in between is none. */
export const accessKept = (
  ctx: RequestContext,
  parts: ContainersParts,
  { secret, call }: { readonly secret: string; readonly call: RegistryCall },
): (() => Promise<void>) => {
  const needed = neededFor(call);
  return async () => {
    const grantee = await findGrantee(ctx, parts, { secret, isRepeated: true });
    requireGrants({ grantee, secret }, needed);
  };
};
