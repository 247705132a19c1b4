/** The token realm: a credential of ours becomes a token for the registry (Docker Registry v2 authentication via token service). */
import type { IncomingMessage } from 'node:http';
import {
  isRepositoryName,
  mayDo,
  type RegistryAction,
  type RegistryGrantee,
  type RepositoryAccess,
} from '@moorgate/containers';
import { fault } from '@moorgate/errors';
import { readFormBody, type Reply } from '@moorgate/http';
import { readFactorySecret } from '../factory/factory-credentials.ts';
import type { ContainersParts, RequestContext } from './containers-parts.ts';
import { admitGrantee, countStranger, requireAnyGrant } from './find-grantee.ts';

/** What a client asks for there. */
interface RealmRequest {
  /** Null where it shows nothing. */
  readonly secret: string | null;
  readonly scopes: readonly string[];
}

/** More than a form of a client has. */
const formBytesMax = 65_536;
/** More than anybody pushes to or mounts from at once. */
const scopesMax = 100;

const actionsOf: Readonly<Record<string, readonly RegistryAction[]>> = {
  pull: ['pull'],
  push: ['push'],
  delete: ['delete'],
  '*': ['pull', 'push', 'delete'],
};

const scopesOf = (fields: URLSearchParams): readonly string[] =>
  fields
    .getAll('scope')
    .flatMap((text) => text.split(' '))
    .filter((text) => text !== '')
    .slice(0, scopesMax);

/** The secret of a form (RFC 6749, 4.3.2 and 6): our token takes the place of a refresh token, or of a password. */
const secretOfForm = (form: URLSearchParams): string | null => {
  const type = form.get('grant_type');
  if (type === 'refresh_token') return form.get('refresh_token');
  if (type === 'password') return form.get('password');
  throw fault('grant_type_unsupported', {
    detail: 'grant_type is refresh_token or password here',
  });
};

const readRequest = async (
  request: IncomingMessage,
  search: URLSearchParams,
): Promise<RealmRequest> => {
  if (request.method !== 'POST') {
    const headers = request.headers as Record<string, string | undefined>;
    return { secret: readFactorySecret(headers), scopes: scopesOf(search) };
  }
  const form = await readFormBody(request, formBytesMax);
  return { secret: secretOfForm(form), scopes: scopesOf(form) };
};

/** What is asked of one repository; null for what is none, the catalogue included, which nobody gets. */
const readScope = (text: string): RepositoryAccess | null => {
  const parts = /^repository(?:\([a-z0-9]+\))?:([^:]+):([a-z*,]+)$/.exec(text);
  if (parts === null || !isRepositoryName(parts[1]!)) return null;
  const actions = parts[2]!.split(',').flatMap((action) => actionsOf[action] ?? []);
  return { name: parts[1]!, actions };
};

/** Of what was asked for, each action that may be done; of a repository that is asked for twice, once. */
const grantedOf = (
  grantee: RegistryGrantee,
  scopes: readonly string[],
): readonly RepositoryAccess[] => {
  const granted = new Map<string, Set<RegistryAction>>();
  for (const scope of scopes) {
    const asked = readScope(scope);
    for (const action of asked?.actions ?? [])
      if (mayDo(grantee, asked!.name, action))
        granted.set(asked!.name, (granted.get(asked!.name) ?? new Set()).add(action));
  }
  return [...granted].map(([name, actions]) => ({ name, actions: [...actions] }));
};

const tokenReply = async (
  { clientTokens }: ContainersParts,
  holder: Parameters<ContainersParts['clientTokens']['issue']>[0],
): Promise<Reply> => {
  const { token, expiresInSeconds, issuedAt } = await clientTokens.issue(holder);
  const body = {
    token,
    access_token: token,
    expires_in: expiresInSeconds,
    issued_at: issuedAt.toISOString(),
  };
  return { status: 200, body };
};

/**
 * Answers with a token for what the credential may do of what was asked for, nothing perhaps. Throws `credentials_required`,
 * `credentials_invalid` (for a credential that may do nothing here, too), `rate_limited`, `method_not_allowed` and what the
 * form is refused with.
 */
export const answerRealm = async (
  ctx: RequestContext,
  parts: ContainersParts,
  { request, search }: { readonly request: IncomingMessage; readonly search: URLSearchParams },
): Promise<{ readonly reply: Reply; readonly grantee: RegistryGrantee }> => {
  if (request.method !== 'GET' && request.method !== 'POST') throw fault('method_not_allowed');
  const { secret, scopes } = await readRequest(request, search);
  if (secret === null || secret === '') {
    countStranger(ctx, parts);
    throw fault('credentials_required', { detail: 'log in with a token of yours as the password' });
  }
  const grantee = await admitGrantee(ctx, parts, { secret, isRepeated: false });
  requireAnyGrant(grantee);
  const access = grantedOf(grantee, scopes);
  const reply = await tokenReply(parts, { subject: grantee.subject, secret, access });
  return { reply, grantee };
};
