/** Letting a device in that waits with a code on its screen (RFC 8628, section 3.3). */
import type { Scope, UserPrincipal } from '@moorgate/auth';
import { DomainError, type ErrorCode } from '@moorgate/errors';
import { type Reply, statusOf } from '@moorgate/http';
import {
  admissionGroupsOf,
  decideDeviceAuthorization,
  type DeviceAuthorization,
  findDeviceAuthorization,
  scopesToGrant,
  userCodeCharactersMax,
} from '@moorgate/oauth';
import { waitWords } from './error-reply.ts';
import { checkbox, errorSummary, facts, hiddenFields, note, textField } from './fields.ts';
import { html, type Html, type HtmlValue } from './html.ts';
import { pageReply } from './layout.ts';
import { formTokenInput, memberFoot } from './member-foot.ts';
import type { MemberPage, OpenPage, PageServices, Visit } from './page.ts';
import { pagePaths } from './paths.ts';
import { scopeWords } from './scope-words.ts';

const codeField = 'user_code';
const groupField = 'group';
const scopeField = 'scope';

const complaints: Partial<Readonly<Record<ErrorCode, string>>> = {
  user_code_unknown:
    'No device waits under this code. Compare it with the screen; a code is good for 15 minutes.',
  rate_limited: 'There were too many codes that no device shows.',
};

const codeOf = (fields: URLSearchParams): string =>
  (fields.get(codeField) ?? '').slice(0, userCodeCharactersMax);

const entryReply = (code: string, error: DomainError | null): Reply => {
  const wait = error?.details.retryAfterSeconds;
  const complaint = error === null ? null : (complaints[error.code] ?? null);
  return pageReply({
    title: 'Let a device in',
    status: error === null ? 200 : statusOf(error.kind),
    ...(wait === undefined ? {} : { headers: { 'Retry-After': String(Math.ceil(wait)) } }),
    body: html`${complaint !== null && errorSummary(`${complaint} ${waitWords(wait)}`.trim())}
      <p>Enter the code that the device shows. The next page says which device it is.</p>
      <form method="get" action="${pagePaths.deviceDecision}">
        ${textField({
          name: codeField,
          label: 'Code',
          autocomplete: 'off',
          value: code,
          isCode: true,
          isFocused: true,
          hint: 'Eight letters, as in BCDF-GHJK.',
          maxLength: userCodeCharactersMax,
        })}
        <div class="actions"><button>Go on</button></div>
      </form>`,
  });
};

const showEntry: OpenPage['answer'] = (_services, { query }) =>
  Promise.resolve(entryReply(codeOf(query), null));

/** Looks nothing up, so it is for everybody; whoever guesses has to log in first. */
export const deviceEntryPage: OpenPage = {
  name: 'showDeviceEntry',
  method: 'GET',
  path: pagePaths.device,
  access: 'anybody',
  answer: showEntry,
};

/** The same under the address that people type. */
export const shortDeviceEntryPage: OpenPage = { ...deviceEntryPage, path: pagePaths.deviceEntry };

const groupChoice = (groups: readonly string[]): Html =>
  html`<div class="field">
    <label for="${groupField}">Group</label>
    <select id="${groupField}" name="${groupField}" required>
      ${groups.map((group) => html`<option value="${group}">${group}</option>`)}
    </select>
    <p class="hint">You may let devices into these groups.</p>
  </div>`;

const scopeChoice = (scopes: readonly Scope[]): Html =>
  html`<fieldset>
    <legend>It asks for</legend>
    ${scopes.map((scope) =>
      checkbox({ name: scopeField, value: scope, isChecked: true, label: scopeWords(scope) }),
    )}
  </fieldset>`;

/** What somebody may grant; null where they cannot grant anything of it. */
const choiceOf = (principal: UserPrincipal, found: DeviceAuthorization): HtmlValue | null => {
  if (found.deviceUuid === null) {
    const scopes = scopesToGrant(found.scopes, principal.scopes);
    return scopes.length === 0 ? null : scopeChoice(scopes);
  }
  const groups = admissionGroupsOf(principal);
  if (groups === 'all') return html`<p>It gets the right to register itself, once.</p>`;
  return groups.length === 0 ? null : groupChoice(groups);
};

const waitedWords = (found: DeviceAuthorization, now: Date): string => {
  const minutes = Math.floor((now.getTime() - found.createdAt.getTime()) / 60_000);
  return minutes < 1 ? 'just now' : `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ago`;
};

const decisionReply = (
  { tokenKeys, factory }: PageServices,
  { ctx, principal }: Visit<UserPrincipal>,
  shown: { readonly found: DeviceAuthorization; readonly code: string; readonly error?: string },
): Reply => {
  const { found, code, error } = shown;
  const choice = choiceOf(principal, found);
  const isDevice = found.deviceUuid !== null;
  const returnTo = `${pagePaths.deviceDecision}?${new URLSearchParams({ [codeField]: code }).toString()}`;
  return pageReply({
    title: isDevice ? 'Let this device in?' : 'Let this application in?',
    status: error === undefined ? 200 : 400,
    body: html`${error !== undefined && errorSummary(error)}
      ${facts([
        isDevice
          ? ['Device', html`<code>${found.deviceUuid}</code>`]
          : ['Application', found.clientName ?? found.clientId],
        ...(isDevice ? [['Factory', factory] as const] : []),
        ['Asked from', found.address ?? 'an unknown address'],
        ['Asked', waitedWords(found, ctx.clock.now())],
      ])}
      ${note('Let it in only if you started this yourself, on a device that you have before you.')}
      <form method="post" action="${pagePaths.deviceDecision}">
        ${formTokenInput(tokenKeys, principal)} ${hiddenFields([[codeField, code]])}
        ${
          choice ??
          errorSummary('You do not have the rights to let it in. Somebody who has them can.')
        }
        <div class="actions">
          ${choice !== null && html`<button name="decision" value="allow">Let it in</button>`}
          <button class="plain" name="decision" value="deny" formnovalidate>Turn it away</button>
        </div>
        <p class="foot"><a href="${pagePaths.home}">Decide later</a></p>
      </form>
      ${memberFoot(tokenKeys, principal, returnTo)}`,
  });
};

const withGuess = <T>(
  { codeGuesses }: PageServices,
  { ctx, principal }: Visit<UserPrincipal>,
  lookUp: () => Promise<T>,
): Promise<T> => codeGuesses.attempt({ principal, address: ctx.address }, lookUp);

const shownError = ({ noteRefusal }: Visit, error: unknown): DomainError => {
  if (!(error instanceof DomainError) || complaints[error.code] === undefined) throw error;
  noteRefusal(error);
  return error;
};

export const deviceDecisionPage: MemberPage = {
  name: 'showDeviceDecision',
  method: 'GET',
  path: pagePaths.deviceDecision,
  access: 'session',
  answer: async (services, visit) => {
    const code = codeOf(visit.query);
    try {
      const found = await withGuess(services, visit, () =>
        findDeviceAuthorization(visit.ctx, services, code),
      );
      return decisionReply(services, visit, { found, code });
    } catch (error) {
      return entryReply(code, shownError(visit, error));
    }
  },
};

const decidedReply = (found: DeviceAuthorization, isApproved: boolean): Reply => {
  const what = found.deviceUuid === null ? 'The application' : 'The device';
  return pageReply({
    title: isApproved ? `${what} is let in` : `${what} is turned away`,
    body: html`<p>
        ${
          isApproved
            ? 'It goes on by itself within a few seconds. You can close this page.'
            : 'It gets nothing, and is told so. You can close this page.'
        }
      </p>
      <div class="actions">
        <a class="button plain" href="${pagePaths.device}">Enter another code</a>
        <a class="button plain" href="${pagePaths.home}">Start page</a>
      </div>`,
  });
};

export const decideDevicePage: MemberPage = {
  name: 'decideDevice',
  method: 'POST',
  path: pagePaths.deviceDecision,
  access: 'session',
  answer: async (services, visit) => {
    const { ctx, form } = visit;
    const code = codeOf(form);
    const isApproved = form.get('decision') === 'allow';
    const scopes = form.getAll(scopeField);
    try {
      return await withGuess(services, visit, async () => {
        const found = await findDeviceAuthorization(ctx, services, code);
        const chosen = found.scopes.filter((scope) => scopes.includes(scope));
        if (isApproved && found.deviceUuid === null && chosen.length === 0) {
          const error = 'Choose at least one of them, or turn the application away.';
          return decisionReply(services, visit, { found, code, error });
        }
        const answer = { userCode: code, isApproved, group: form.get(groupField), scopes: chosen };
        return decidedReply(await decideDeviceAuthorization(ctx, services, answer), isApproved);
      });
    } catch (error) {
      return entryReply(code, shownError(visit, error));
    }
  },
};
