/** What an application asks a person for (RFC 6749, 4.1.1), read and judged before the person sees anything of it. */
import {
  type Context,
  intersectScopes,
  isScope,
  listScopes,
  type Scope,
  scopeSet,
} from '@moorgate/auth';
import { findOAuthClientById, type OAuthClientRow } from '@moorgate/db';
import { DomainError, fault } from '@moorgate/errors';
import { isClientId } from '../clients/authenticate-client.ts';
import { chooseScopes } from '../grants/requested-scopes.ts';
import { codeChallengePattern } from './pkce.ts';
import { isRegisteredRedirect } from './redirect-uri.ts';

/** Who asks, as the person who is asked sees it. */
export interface AskingClient {
  readonly id: string;
  readonly name: string;
  /** Who registered it. */
  readonly owner: string;
  /** True for an app on somebody's own machine, whose name anybody may use. */
  readonly isPublic: boolean;
}

/** Where an answer goes, good or bad. */
export interface AnswerPlace {
  readonly redirectUri: string;
  readonly state: string | null;
}

/** A request that may be shown to a person. */
export interface AuthorizationRequest extends AnswerPlace {
  readonly client: AskingClient;
  readonly scopes: readonly Scope[];
  readonly codeChallenge: string;
}

/** The errors that an application is told (RFC 6749, 4.1.2.1). */
export type AuthorizationError =
  | 'invalid_request'
  | 'unauthorized_client'
  | 'access_denied'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'server_error'
  | 'temporarily_unavailable';

/** What came of reading one: the request, or what the application is told. */
export type ReadRequest =
  | { readonly kind: 'request'; readonly request: AuthorizationRequest }
  | {
      readonly kind: 'refusal';
      readonly place: AnswerPlace;
      readonly error: AuthorizationError;
      readonly description: string;
    };

/** The parameters that mean something here. */
export const authorizationParameters = [
  'response_type',
  'response_mode',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
] as const;

const stateCharactersMax = 1_024;

/** Where an application may be told anything: nothing goes to an address that is not its own. */
const readPlace = (row: OAuthClientRow, query: URLSearchParams): AnswerPlace => {
  const given = query.getAll('redirect_uri');
  const [only, ...others] = row.redirect_uris;
  const uri = given.length === 0 && others.length === 0 ? only : given[0];
  if (given.length > 1 || uri === undefined || !isRegisteredRedirect(row.redirect_uris, uri))
    throw fault('redirect_uri_invalid');
  return { redirectUri: uri, state: query.get('state') };
};

const isInUse = (row: OAuthClientRow, now: Date): boolean =>
  row.revoked_at === null &&
  row.disabled_at === null &&
  row.owner_deactivated_at === null &&
  (row.expires_at === null || row.expires_at > now);

const findClient = async (
  ctx: Pick<Context, 'db' | 'clock'>,
  query: URLSearchParams,
): Promise<OAuthClientRow> => {
  const [id, ...others] = query.getAll('client_id');
  if (id === undefined || others.length > 0 || !isClientId(id)) throw fault('client_invalid');
  const row = await findOAuthClientById(ctx.db, id);
  if (row === undefined || !isInUse(row, ctx.clock.now())) throw fault('client_invalid');
  return row;
};

/** What each parameter has to be, in the order in which they are looked at. */
const demands: readonly (readonly [
  name: (typeof authorizationParameters)[number],
  isRight: (value: string | null) => boolean,
  error: AuthorizationError,
  demand: string,
])[] = [
  ['state', (text) => (text?.length ?? 0) <= stateCharactersMax, 'invalid_request', 'be shorter'],
  ['response_type', (text) => text === 'code', 'unsupported_response_type', 'be code'],
  ['response_mode', (text) => text === null || text === 'query', 'invalid_request', 'be query'],
  ['code_challenge_method', (text) => text === 'S256', 'invalid_request', 'be S256'],
  [
    'code_challenge',
    (text) => codeChallengePattern.test(text ?? ''),
    'invalid_request',
    'be the SHA-256 of a verifier in base64url',
  ],
];

/** What is wrong with the rest of the request; null for nothing. */
const faultOfParameters = (
  query: URLSearchParams,
): readonly [AuthorizationError, string] | null => {
  const repeated = authorizationParameters.find((name) => query.getAll(name).length > 1);
  if (repeated !== undefined) return ['invalid_request', `${repeated} is given twice`];
  const broken = demands.find(([name, isRight]) => !isRight(query.get(name)));
  return broken === undefined ? null : [broken[2], `${broken[0]} must ${broken[3]}`];
};

/** Existing clients put the factory before each scope; one that is called like a resource is still no part of its scopes. */
const withoutPrefix = (factory: string, scope: string): string =>
  scope.startsWith(`${factory}:`) && !isScope(scope) ? scope.slice(factory.length + 1) : scope;

const askedScopes = (factory: string, query: URLSearchParams): readonly string[] | null => {
  const names = (query.get('scope') ?? '').split(' ').filter((name) => name !== '');
  return names.length === 0 ? null : names.map((name) => withoutPrefix(factory, name));
};

/**
 * Reads a request. What is wrong with it is for the application to know, at the address that it registered; an application
 * or an address that is not known is for the person, who is sent nowhere. Throws `client_invalid` and `redirect_uri_invalid`
 * for those.
 */
export const readAuthorizationRequest = async (
  ctx: Pick<Context, 'db' | 'clock'>,
  { factory }: { readonly factory: string },
  query: URLSearchParams,
): Promise<ReadRequest> => {
  const row = await findClient(ctx, query);
  const place = readPlace(row, query);
  const refuse = ([error, description]: readonly [AuthorizationError, string]): ReadRequest => ({
    kind: 'refusal',
    place,
    error,
    description,
  });
  const wrong = faultOfParameters(query);
  if (wrong !== null) return refuse(wrong);
  const available = listScopes(scopeSet(row.scopes));
  try {
    const scopes = chooseScopes(askedScopes(factory, query), available);
    const client = { id: row.id, name: row.name, owner: row.owner, isPublic: row.is_public };
    const codeChallenge = query.get('code_challenge')!;
    return { kind: 'request', request: { ...place, client, scopes, codeChallenge } };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'oauth_scope_invalid') throw error;
    return refuse(['invalid_scope', 'the scope is unknown, or more than the application has']);
  }
};

/** Those of the wanted scopes that somebody has, for whichever devices, in the order of the catalogue. */
export const scopesToGrant = (
  wanted: readonly Scope[],
  held: ReadonlySet<Scope>,
): readonly Scope[] => listScopes(intersectScopes(scopeSet(wanted), held));
