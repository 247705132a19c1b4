/** Application credentials between entities and the shapes of this dialect. */
import type { RotatedToken } from '@moorgate/auth';
import type {
  ApplicationCredential,
  ApplicationCredentialChange,
  ApplicationCredentialListRequest,
  ApplicationCredentialRequest,
  IssuedApplicationCredential,
} from '@moorgate/oauth';
import type {
  ApplicationCredentialBody,
  ApplicationCredentialChangeBody,
  ApplicationCredentialListQuery,
  ApplicationCredentialRequestBody,
  IssuedApplicationCredentialBody,
  RotatedApplicationCredentialBody,
} from './schemas-application-credentials.ts';
import {
  toRotatedTokenBody,
  toTokenBody,
  toTokenChange,
  toTokenRequest,
} from './translate-tokens.ts';

type AskedTerms = Pick<
  ApplicationCredentialChangeBody,
  'redirect-uris' | 'certificate-thumbprint' | 'requires-binding'
>;

const toTerms = (body: AskedTerms) => ({
  redirectUris: body['redirect-uris'],
  certificateThumbprint: body['certificate-thumbprint'],
  requiresBinding: body['requires-binding'],
});

/** What a body asks for. */
export const toApplicationCredentialRequest = ({
  public: isPublic,
  ...body
}: ApplicationCredentialRequestBody): ApplicationCredentialRequest => ({
  ...toTokenRequest(body),
  ...toTerms(body),
  isPublic,
});

/** What shall be otherwise of a credential. */
export const toApplicationCredentialChange = (
  body: ApplicationCredentialChangeBody,
): ApplicationCredentialChange => ({ ...toTokenChange(body), ...toTerms(body) });

/** What a query asks for. */
export const toApplicationCredentialListRequest = (
  query: ApplicationCredentialListQuery,
): ApplicationCredentialListRequest => ({
  username: query.user,
  isOfEverybody: query['all-owners'],
  limit: query.limit,
  cursor: query.cursor,
});

/** The schema `ApplicationCredential`. */
export const toApplicationCredentialBody = (
  credential: ApplicationCredential,
): ApplicationCredentialBody => {
  const token = toTokenBody(credential);
  return {
    id: token.id,
    owner: token.owner,
    state: token.state,
    name: token.name,
    note: token.note,
    scopes: token.scopes,
    groups: token.groups,
    cidrs: token.cidrs,
    'rate-limit': token['rate-limit'],
    parent: token.parent,
    'created-at': token['created-at'],
    'created-by': token['created-by'],
    'expires-at': token['expires-at'],
    'last-used-at': token['last-used-at'],
    'last-used-from': token['last-used-from'],
    'disabled-at': token['disabled-at'],
    'disabled-by': token['disabled-by'],
    'disable-reason': token['disable-reason'],
    'revoked-at': token['revoked-at'],
    'revoked-by': token['revoked-by'],
    'revoke-reason': token['revoke-reason'],
    public: credential.isPublic,
    'redirect-uris': [...credential.redirectUris],
    'certificate-thumbprint': credential.certificateThumbprint,
    'requires-binding': credential.requiresBinding,
  };
};

/** The schema `IssuedApplicationCredential`; it has a secret in it. */
export const toIssuedApplicationCredentialBody = (
  credential: IssuedApplicationCredential,
): IssuedApplicationCredentialBody => ({
  ...toApplicationCredentialBody(credential),
  'client-secret': credential.secret,
});

/** The schema `RotatedApplicationCredential`; it has a secret in it. */
export const toRotatedApplicationCredentialBody = (
  rotated: RotatedToken,
): RotatedApplicationCredentialBody => {
  const { token, ...body } = toRotatedTokenBody(rotated);
  return { ...body, 'client-secret': token };
};
