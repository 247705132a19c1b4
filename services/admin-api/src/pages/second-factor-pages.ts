/** Setting up a second factor, which somebody has to where everybody needs one. */
import { beginSecondFactor, type BegunSecondFactor, confirmSecondFactor } from '@moorgate/auth';
import type { Reply } from '@moorgate/http';
import {
  type AccountPage,
  complaintOf,
  formParts,
  presentPasswordField,
  shownError,
  statusFor,
} from './account-form.ts';
import { hiddenFields, textField } from './fields.ts';
import { html } from './html.ts';
import { pageReply } from './layout.ts';
import { memberFoot } from './member-foot.ts';
import type { MemberPage, PageServices } from './page.ts';
import { pagePaths, returnField, returnPathOf, withReturn } from './paths.ts';

const beginReply = (services: PageServices, page: AccountPage): Reply =>
  pageReply({
    title: 'Set up a second factor',
    status: statusFor(page.error),
    body: html`${complaintOf(page.error)}
      <p>
        Logins to this account need a code of an authenticator beside the password. Have an app for
        such codes at hand.
      </p>
      <form method="post" action="${pagePaths.secondFactor}">
        ${formParts(services, page)} ${hiddenFields([['step', 'begin']])}
        ${presentPasswordField(page.error, true)}
        <div class="actions"><button>Begin</button></div>
      </form>
      ${memberFoot(services.tokenKeys, page.principal, page.returnTo)}`,
  });

const inFours = (text: string): string => text.replace(/(.{4})(?=.)/g, '$1 ');

/** The secret is shown once; after a wrong code the form is there without it. */
const confirmReply = (
  services: PageServices,
  page: AccountPage,
  begun: BegunSecondFactor | null,
): Reply => {
  const secret =
    begun !== null &&
    html`<p>Enter this key into the authenticator. It is not shown again.</p>
      <p class="code">${inFours(begun.secret)}</p>
      <p><a href="${begun.uri}">Open an authenticator on this device</a></p>`;
  return pageReply({
    title: 'Set up a second factor',
    status: statusFor(page.error),
    body: html`${complaintOf(page.error)} ${secret}
      <form method="post" action="${pagePaths.secondFactor}">
        ${formParts(services, page)} ${hiddenFields([['step', 'confirm']])}
        ${textField({
          name: 'code',
          label: 'Code',
          autocomplete: 'one-time-code',
          hint: 'The six digits that the authenticator shows.',
          maxLength: 16,
          isFocused: true,
          error: page.error?.code === 'one_time_code_wrong' ? 'This code is not right.' : null,
        })}
        <div class="actions">
          <button>Confirm</button>
          <a class="button plain" href="${withReturn(pagePaths.secondFactor, page.returnTo)}"
            >Begin again</a
          >
        </div>
      </form>
      ${memberFoot(services.tokenKeys, page.principal, page.returnTo)}`,
  });
};

const confirmedReply = (codes: readonly string[], returnTo: string): Reply =>
  pageReply({
    title: 'The second factor is set up',
    body: html`<p>
        Each of these recovery codes logs you in once if the authenticator is lost. Keep them in a
        safe place; they are not shown again.
      </p>
      <ul class="codes">
        ${codes.map((code) => html`<li><code>${code}</code></li>`)}
      </ul>
      <div class="actions"><a class="button" href="${returnTo}">I have kept them, go on</a></div>`,
  });

export const showSecondFactorPage: MemberPage = {
  name: 'showSecondFactorPage',
  method: 'GET',
  path: pagePaths.secondFactor,
  access: 'session',
  despite: ['second_factor_setup_required'],
  answer: (services, { principal, query }) => {
    const returnTo = returnPathOf(query.get(returnField));
    return Promise.resolve(beginReply(services, { principal, returnTo, error: null }));
  },
};

export const setUpSecondFactorPage: MemberPage = {
  name: 'setUpSecondFactor',
  method: 'POST',
  path: pagePaths.secondFactor,
  access: 'session',
  despite: ['second_factor_setup_required'],
  answer: async (services, visit) => {
    const { ctx, principal, form } = visit;
    const { tokenKeys, sealingKeys, loginLimiter } = services;
    const returnTo = returnPathOf(form.get(returnField));
    const page = { principal, returnTo, error: null };
    const isBeginning = form.get('step') !== 'confirm';
    try {
      if (isBeginning) {
        const password = form.get('present-password') ?? '';
        const begun = await loginLimiter.attemptAs(principal, () =>
          beginSecondFactor(ctx, sealingKeys, password),
        );
        return confirmReply(services, page, begun);
      }
      const code = (form.get('code') ?? '').replace(/\s/g, '');
      const codes = await loginLimiter.attemptAs(principal, () =>
        confirmSecondFactor(ctx, { tokenKeys, sealingKeys }, code),
      );
      return confirmedReply(codes, returnTo);
    } catch (thrown) {
      const error = shownError(visit, thrown);
      const failed = { ...page, error };
      const begins = isBeginning || error.code === 'second_factor_not_found';
      return begins ? beginReply(services, failed) : confirmReply(services, failed, null);
    }
  },
};
