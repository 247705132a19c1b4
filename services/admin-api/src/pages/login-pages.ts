/** Logging in and out: with a password, with a second factor where there is one, or at a provider. */
import {
  type Context,
  endFormerSession,
  endSession,
  type SecondFactorCode,
  startSession,
} from '@moorgate/auth';
import { DomainError, type ErrorCode } from '@moorgate/errors';
import { type Reply, statusOf } from '@moorgate/http';
import { errorSummary, hiddenFields, textField } from './fields.ts';
import { waitWords } from './error-reply.ts';
import { html, type Html } from './html.ts';
import { pageReply, seeOther } from './layout.ts';
import type { MemberPage, OpenPage, PageServices } from './page.ts';
import { pagePaths, returnField, returnPathOf, withReturn } from './paths.ts';

/** What can be wrong with a login, in words for the person; each is shown on the form. */
const complaints: Partial<Readonly<Record<ErrorCode, string>>> = {
  login_failed: 'The user name or the password is not right.',
  second_factor_required:
    'This account has a second factor. Enter the password again, with a code of your authenticator.',
  second_factor_failed:
    'The code is not right, or was used before. Enter the password again, with the next code.',
  rate_limited: 'There were too many attempts.',
};

interface LoginForm {
  readonly returnTo: string;
  readonly username: string;
  readonly error: DomainError | null;
}

const asksForCode = (error: DomainError | null): boolean =>
  error?.code === 'second_factor_required' || error?.code === 'second_factor_failed';

const codeField = (error: DomainError | null): Html => {
  const field = textField({
    name: 'code',
    label: 'Code',
    autocomplete: 'one-time-code',
    hint: 'Six digits of your authenticator, or a recovery code.',
    isOptional: true,
    maxLength: 64,
    error: error?.code === 'second_factor_failed' ? 'This code is not right.' : null,
  });
  return html`<details ${asksForCode(error) && html`open`}>
    <summary>I have a second factor</summary>
    ${field}
  </details>`;
};

const providerLinks = ({ providers }: PageServices, returnTo: string): Html | null =>
  providers.size === 0
    ? null
    : html`<h2>Or log in elsewhere</h2>
        <div class="actions">
          ${[...providers.values()].map(({ id, title }) => {
            const path = withReturn(`/auth/login/${encodeURIComponent(id)}`, returnTo);
            return html`<a class="button plain wide" href="${path}">Log in with ${title}</a>`;
          })}
        </div>`;

const loginReply = (services: PageServices, { returnTo, username, error }: LoginForm): Reply => {
  const wait = error?.details.retryAfterSeconds;
  const isKnownName = username !== '';
  return pageReply({
    title: 'Log in',
    status: error === null ? 200 : statusOf(error.kind),
    ...(wait === undefined ? {} : { headers: { 'Retry-After': String(Math.ceil(wait)) } }),
    body: html`${
        error !== null && errorSummary(`${complaints[error.code] ?? ''} ${waitWords(wait)}`.trim())
      }
      <form method="post" action="${pagePaths.login}">
        ${hiddenFields([[returnField, returnTo]])}
        ${textField({
          name: 'username',
          label: 'User name',
          autocomplete: 'username',
          value: username,
          maxLength: 64,
          isFocused: !isKnownName,
        })}
        ${textField({
          name: 'password',
          label: 'Password',
          type: 'password',
          autocomplete: 'current-password',
          maxLength: 1_024,
          isFocused: isKnownName,
        })}
        ${codeField(error)}
        <div class="actions"><button class="wide">Log in</button></div>
      </form>
      ${providerLinks(services, returnTo)}`,
  });
};

export const showLoginPage: OpenPage = {
  name: 'showLoginPage',
  method: 'GET',
  path: pagePaths.login,
  access: 'anybody',
  answer: (services, { principal, query }) => {
    const returnTo = returnPathOf(query.get(returnField));
    if (principal !== null) return Promise.resolve(seeOther(returnTo));
    return Promise.resolve(loginReply(services, { returnTo, username: '', error: null }));
  },
};

const usernamePattern = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
const passwordBytesMax = 1_024;

/** Six digits are of an authenticator; whatever else is typed is meant for an emergency. */
const secondFactorCode = (text: string): SecondFactorCode | null => {
  const code = text.replace(/\s/g, '');
  if (code === '') return null;
  return /^\d{6}$/.test(code) ? { kind: 'one-time', code } : { kind: 'recovery', code };
};

/** Nobody has this name: what cannot be right is refused, and recorded, as every wrong password is. */
const nobody = { username: '', password: '' };

const logIn = async (
  services: PageServices,
  ctx: Context,
  form: URLSearchParams,
): Promise<string> => {
  const { tokenKeys, sealingKeys, loginLimiter, sessionCookie } = services;
  const username = (form.get('username') ?? '').trim();
  const password = form.get('password') ?? '';
  const code = secondFactorCode(form.get('code') ?? '');
  const isPossible =
    usernamePattern.test(username) &&
    password !== '' &&
    Buffer.byteLength(password) <= passwordBytesMax;
  const secondFactor = code === null ? {} : { secondFactor: { sealingKeys, code } };
  const request = isPossible ? { username, password, ...secondFactor } : nobody;
  const session = await loginLimiter.attempt({ username, address: ctx.address }, () =>
    startSession(ctx, tokenKeys, request),
  );
  return sessionCookie.set(session.token, session.expiresAt);
};

export const logInPage: OpenPage = {
  name: 'logIn',
  method: 'POST',
  path: pagePaths.login,
  access: 'anybody',
  answer: async (services, { ctx, form, cookies, noteRefusal }) => {
    const returnTo = returnPathOf(form.get(returnField));
    try {
      const cookie = await logIn(services, ctx, form);
      const former = services.sessionCookie.read(cookies);
      await endFormerSession(ctx, services.tokenChecks, former);
      return seeOther(returnTo, { 'Set-Cookie': cookie });
    } catch (error) {
      if (!(error instanceof DomainError) || complaints[error.code] === undefined) throw error;
      noteRefusal(error);
      const username = (form.get('username') ?? '').slice(0, 64);
      return loginReply(services, { returnTo, username, error });
    }
  },
};

export const logOutPage: MemberPage = {
  name: 'logOut',
  method: 'POST',
  path: pagePaths.logout,
  access: 'session',
  despite: ['password_expired', 'second_factor_setup_required'],
  answer: async ({ sessionCookie }, { ctx, form }) => {
    await endSession(ctx);
    const path = withReturn(pagePaths.login, returnPathOf(form.get(returnField)));
    return seeOther(path, { 'Set-Cookie': sessionCookie.clear() });
  },
};
