/** What the endpoints of authorizations have in common. */
import { type DerivedToken, findDerivedToken, findTokenIdByText } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { Input, RequestDefinition } from '@moorgate/http';
import { dialectName, type OpenShiftContext } from '../../context.ts';
import type { AnswerForm } from '../../negotiate.ts';
import { toAuthorization, toAuthorizationId, toTokenId } from '../../translate.ts';
import type { Value } from '../../values.ts';
import { baseOf } from '../answer.ts';

/** The path of one authorization; the plural one is kept for old clients, which did not read the links. */
export const memberPath = '/user/authorization/{id}';
export const memberAliases = [
  '/user/authorizations/{id}',
  '/user/authorization/{id}/',
  '/user/authorizations/{id}/',
] as const;

/** The token that a text names: by the id of its authorization, or by being its own text; null for neither. */
export const tokenIdOf = async (ctx: OpenShiftContext, text: string): Promise<string | null> => {
  const { tokenKeys: keys, derivedTokens } = ctx;
  const { derivationKeys } = derivedTokens;
  return toTokenId(text) ?? (await findTokenIdByText(ctx, { keys, derivationKeys }, text));
};

/**
 * The authorization that a text names, if it is one of whoever asks; ended, but not revoked ones too. Throws
 * `token_not_found`.
 */
export const findAuthorization = async (
  ctx: OpenShiftContext,
  text: string,
): Promise<DerivedToken> => {
  const id = await tokenIdOf(ctx, text);
  if (id === null) throw fault('token_not_found');
  const token = await findDerivedToken(ctx, ctx.derivedTokens, { dialect: dialectName, id });
  const isNamed = toTokenId(text) === null || toAuthorizationId(token) === text;
  if (!isNamed) throw fault('token_not_found');
  return token;
};

/** Makes authorizations what an answer shows. */
export const authorizationShower =
  (
    ctx: OpenShiftContext,
    form: AnswerForm,
    headers: Input<RequestDefinition>['headers'],
  ): ((token: DerivedToken) => Value) =>
  (token) =>
    toAuthorization(token, {
      identity: ctx.principal.username,
      now: ctx.clock.now(),
      base: baseOf(ctx, headers),
      form,
    });
