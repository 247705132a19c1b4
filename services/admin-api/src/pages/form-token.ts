/** The token in every form of somebody who is logged in: it shows that a page of that session made the request. */
import { hashSecret, isSecretOf, type TokenKeys, type UserPrincipal } from '@moorgate/auth';
import { fault } from '@moorgate/errors';

/** The name of the field. */
export const formTokenField = 'form-token';

const subjectOf = ({ credential }: UserPrincipal): string => `form of ${credential.tokenId}`;

/** The token of this session: a keyed hash of its public id, good as long as the session is. */
export const formTokenFor = (keys: TokenKeys, principal: UserPrincipal): string => {
  const { hash, keyVersion } = hashSecret(keys, subjectOf(principal));
  return `${keyVersion}.${hash.toString('base64url')}`;
};

/** Passes for the token of this session, compared in constant time. Throws `form_outdated`. */
export const requireFormToken = (
  keys: TokenKeys,
  principal: UserPrincipal,
  form: URLSearchParams,
): void => {
  const match = /^([1-9]\d{0,8})\.([\w-]{43})$/.exec(form.get(formTokenField) ?? '');
  if (match === null) throw fault('form_outdated');
  const stored = { keyVersion: Number(match[1]), hash: Buffer.from(match[2]!, 'base64url') };
  if (!isSecretOf(keys, subjectOf(principal), stored)) throw fault('form_outdated');
};
