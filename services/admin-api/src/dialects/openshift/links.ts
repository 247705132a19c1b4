/** Links: what can be done next, with which parameters. */
import { advertisedScopes, defaultScope, scopeHelp } from './scope-grammar.ts';
import type { Value } from './values.ts';

/** A parameter of a link. */
interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly validOptions?: readonly (string | boolean)[];
}

type OptionalParameter = Parameter & { readonly defaultValue?: string | number | boolean };

interface Link {
  readonly rel: string;
  readonly method: string;
  readonly href: string;
  readonly required?: readonly Parameter[];
  readonly optional?: readonly OptionalParameter[];
}

const parameterValue = (parameter: Parameter): { readonly [name: string]: Value } => ({
  name: parameter.name,
  type: parameter.type,
  description: parameter.description,
  valid_options: parameter.validOptions ?? [],
  invalid_options: [],
});

const linkValue = ({ rel, method, href, required = [], optional = [] }: Link): Value => ({
  rel,
  method,
  href,
  required_params: required.map(parameterValue),
  optional_params: optional.map((parameter) => ({
    ...parameterValue(parameter),
    default_value: parameter.defaultValue ?? null,
  })),
});

/** What can be done with one authorization; `base` is the address of the API, without a slash at its end. */
export const authorizationLinks = (base: string, id: string): Value => {
  const href = `${base}/user/authorization/${id}`;
  const note = {
    name: 'note',
    type: 'string',
    description: 'A note to remind you what this token is for.',
  };
  return {
    GET: linkValue({ rel: 'Get authorization', method: 'GET', href }),
    UPDATE: linkValue({ rel: 'Update authorization', method: 'PUT', href, required: [note] }),
    DELETE: linkValue({ rel: 'Delete authorization', method: 'DELETE', href }),
  };
};

/** Clients read the names of the scopes out of the lines that begin with an asterisk, and their help out of those that follow. */
const scopeDescription = [
  'Select one or more scopes that this authorization will grant access to:',
  '',
  ...advertisedScopes.flatMap((scope) => [`*  ${scope}`, `   ${scopeHelp[scope] ?? ''}`]),
].join('\n');

const addingParameters: readonly OptionalParameter[] = [
  {
    name: 'scope',
    type: 'string',
    description: scopeDescription,
    validOptions: advertisedScopes,
    defaultValue: defaultScope,
  },
  {
    name: 'note',
    type: 'string',
    description: 'A description to remind you what this authorization is for.',
  },
  {
    name: 'expires_in',
    type: 'integer',
    description:
      'The number of seconds before this authorization expires. Out of range values will be set to the maximum allowed time.',
    defaultValue: -1,
  },
  {
    name: 'reuse',
    type: 'boolean',
    description:
      'Attempt to locate and reuse an authorization that matches the scope and note and has not yet expired.',
    validOptions: [true, false],
    defaultValue: false,
  },
];

const authorizationsLinks = (base: string): { readonly [name: string]: Value } => {
  const href = `${base}/user/authorizations`;
  const id = {
    name: ':id',
    type: 'string',
    description: 'Unique identifier of the authorization',
  };
  return {
    LIST_AUTHORIZATIONS: linkValue({ rel: 'List authorizations', method: 'GET', href }),
    SHOW_AUTHORIZATION: linkValue({
      rel: 'Retrieve authorization :id',
      method: 'GET',
      href: `${base}/user/authorization/:id`,
      required: [id],
    }),
    ADD_AUTHORIZATION: linkValue({
      rel: 'Add new authorization',
      method: 'POST',
      href,
      optional: addingParameters,
    }),
  };
};

/** What the API has; authorizations from version 1.2 on. */
export const apiLinks = (
  base: string,
  hasAuthorizations: boolean,
): { readonly [name: string]: Value } => ({
  API: linkValue({ rel: 'API entry point', method: 'GET', href: `${base}/api` }),
  GET_USER: linkValue({ rel: 'Get user information', method: 'GET', href: `${base}/user` }),
  LIST_DOMAINS: linkValue({ rel: 'List domains', method: 'GET', href: `${base}/domains` }),
  ...(hasAuthorizations ? authorizationsLinks(base) : {}),
});
