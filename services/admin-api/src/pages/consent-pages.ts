/**
 * What an application asks a person for, and what the person says (RFC 6749, 4.1.1 and 4.1.2). It is asked each time: a grant
 * lives on by its refresh token, so people see the page when something new begins, and nobody’s old word is used for an
 * application that only claims to be the one that had it (RFC 8252, 8.6).
 */
import type { UserPrincipal } from '@moorgate/auth';
import type { Reply } from '@moorgate/http';
import {
  type AnswerPlace,
  type AuthorizationError,
  authorizationParameters,
  type AuthorizationRequest,
  issueAuthorizationCode,
  readAuthorizationRequest,
  scopesToGrant,
  withParameters,
} from '@moorgate/oauth';
import { checkbox, errorSummary, facts, hiddenFields, note } from './fields.ts';
import { html, type Html } from './html.ts';
import { goOnPage, pageReply } from './layout.ts';
import { formTokenInput, memberFoot } from './member-foot.ts';
import type { MemberPage, OpenPage, PageServices, Visit } from './page.ts';
import { isReturnPath, pagePaths } from './paths.ts';
import { answerReply, formTargetOf } from './redirect-target.ts';
import { scopeWords } from './scope-words.ts';

/** Scopes that are ticked; `scope` is what the application asked for. */
const grantedField = 'granted-scope';

const requestFields = (fields: URLSearchParams): [string, string][] =>
  authorizationParameters.flatMap((name) =>
    fields.getAll(name).map((value): [string, string] => [name, value]),
  );

const consentPath = (fields: URLSearchParams): string => {
  const search = new URLSearchParams(requestFields(fields));
  return `${pagePaths.consent}?${search.toString()}`;
};

/** Where the answer goes: its parameters, and who answers, so that no other server’s answer is taken for ours (RFC 9207). */
const answer = (
  { origin: iss }: Visit,
  { redirectUri, state }: AnswerPlace,
  parameters: Readonly<Record<string, string>>,
): Reply => answerReply(withParameters(redirectUri, { ...parameters, state, iss }));

const refuse = (
  visit: Visit,
  place: AnswerPlace,
  refusal: { readonly error: AuthorizationError; readonly description: string },
): Reply => answer(visit, place, { error: refusal.error, error_description: refusal.description });

/** Reads the request, or answers in its place. */
const read = async (
  services: PageServices,
  visit: Visit,
  fields: URLSearchParams,
): Promise<{ readonly request: AuthorizationRequest } | { readonly reply: Reply }> => {
  const found = await readAuthorizationRequest(visit.ctx, services, fields);
  if (found.kind === 'request') return { request: found.request };
  return { reply: refuse(visit, found.place, found) };
};

/**
 * Where applications send a browser. It comes from another site, so its session is not seen yet; the page behind this one
 * sees it.
 */
export const authorizePage: OpenPage = {
  name: 'authorize',
  method: 'GET',
  path: pagePaths.authorize,
  access: 'anybody',
  answer: async (services, visit) => {
    const found = await read(services, visit, visit.query);
    if ('reply' in found) return found.reply;
    const path = consentPath(visit.query);
    if (isReturnPath(path)) return goOnPage('Log in to go on', path);
    const description = 'The request is longer than 2,000 characters.';
    return refuse(visit, found.request, { error: 'invalid_request', description });
  },
};

const scopeChoice = (request: AuthorizationRequest, principal: UserPrincipal): Html | null => {
  const scopes = scopesToGrant(request.scopes, principal.scopes);
  if (scopes.length === 0) return null;
  const lacking = request.scopes.filter((scope) => !principal.scopes.has(scope));
  return html`<fieldset>
      <legend>It may</legend>
      ${scopes.map((scope) =>
        checkbox({ name: grantedField, value: scope, isChecked: true, label: scopeWords(scope) }),
      )}
    </fieldset>
    ${
      lacking.length > 0 &&
      note(`It also asks for what you do not have, and does not get: ${lacking.join(', ')}.`)
    }`;
};

const hostOf = (uri: string): string => {
  const { host, protocol } = new URL(uri);
  return host === '' ? protocol : host;
};

const consentReply = (
  { tokenKeys }: PageServices,
  { principal }: Visit<UserPrincipal>,
  asked: {
    readonly request: AuthorizationRequest;
    readonly fields: URLSearchParams;
    readonly error?: string;
  },
): Reply => {
  const { request, fields, error } = asked;
  const { client, redirectUri } = request;
  const choice = scopeChoice(request, principal);
  return pageReply({
    title: `Let ${client.name} act for you?`,
    status: error === undefined ? 200 : 400,
    formTarget: formTargetOf(redirectUri),
    body: html`${error !== undefined && errorSummary(error)}
      ${facts([
        ['Application', client.name],
        ['Registered by', client.owner],
        ['Goes back to', html`<code>${hostOf(redirectUri)}</code>`],
      ])}
      ${
        client.isPublic &&
        note('Nothing proves which application this is. Go on only if you started it yourself.')
      }
      <form method="post" action="${pagePaths.consent}">
        ${formTokenInput(tokenKeys, principal)} ${hiddenFields(requestFields(fields))}
        ${choice ?? errorSummary('It asks for rights that you do not have, and can get nothing.')}
        <p class="hint">
          It never gets more rights than you have. You can end this at any time, by revoking its
          tokens.
        </p>
        <div class="actions">
          ${choice !== null && html`<button name="decision" value="allow">Allow</button>`}
          <button class="plain" name="decision" value="deny">Do not allow</button>
        </div>
      </form>
      ${memberFoot(tokenKeys, principal, consentPath(fields))}`,
  });
};

export const consentPage: MemberPage = {
  name: 'showConsentPage',
  method: 'GET',
  path: pagePaths.consent,
  access: 'session',
  answer: async (services, visit) => {
    const found = await read(services, visit, visit.query);
    if ('reply' in found) return found.reply;
    return consentReply(services, visit, { request: found.request, fields: visit.query });
  },
};

export const giveConsentPage: MemberPage = {
  name: 'giveConsent',
  method: 'POST',
  path: pagePaths.consent,
  access: 'session',
  answer: async (services, visit) => {
    const { ctx, form: fields } = visit;
    const found = await read(services, visit, fields);
    if ('reply' in found) return found.reply;
    const { request } = found;
    if (fields.get('decision') !== 'allow') {
      const description = 'The person did not allow it.';
      return refuse(visit, request, { error: 'access_denied', description });
    }
    const ticked = fields.getAll(grantedField);
    const scopes = request.scopes.filter((scope) => ticked.includes(scope));
    if (scopes.length === 0) {
      const error = 'Choose at least one of them, or do not allow it.';
      return consentReply(services, visit, { request, fields, error });
    }
    const code = await issueAuthorizationCode(ctx, services, { request, scopes });
    return answer(visit, request, { code });
  },
};
