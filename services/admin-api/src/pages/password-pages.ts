/** Changing one's own password, which somebody has to whose password is too old. */
import { changeOwnPassword } from '@moorgate/auth';
import type { Reply } from '@moorgate/http';
import {
  type AccountPage,
  complaintOf,
  formParts,
  presentPasswordField,
  shownError,
  statusFor,
} from './account-form.ts';
import { note, textField } from './fields.ts';
import { html } from './html.ts';
import { pageReply, seeOther } from './layout.ts';
import { memberFoot } from './member-foot.ts';
import type { MemberPage, PageServices } from './page.ts';
import { pagePaths, returnField, returnPathOf } from './paths.ts';

const passwordReply = (services: PageServices, page: AccountPage): Reply => {
  const { principal, returnTo, error } = page;
  const issues = error?.code === 'invalid_request' ? (error.details.issues ?? []) : [];
  const isExpired = principal.restriction === 'password_expired';
  return pageReply({
    title: 'Change the password',
    status: statusFor(error),
    body: html`${complaintOf(error)}
      ${isExpired && note('The password has to be changed before you go on.')}
      <form method="post" action="${pagePaths.password}">
        ${formParts(services, page)} ${presentPasswordField(error, issues.length === 0)}
        ${textField({
          name: 'password',
          label: 'New password',
          type: 'password',
          autocomplete: 'new-password',
          maxLength: 1_024,
          isFocused: issues.length > 0,
          hint: 'All other sessions of yours end.',
          error:
            issues.length === 0 ? null : `It ${issues.map((one) => one.message).join('; it ')}.`,
        })}
        <div class="actions"><button>Change the password</button></div>
      </form>
      ${memberFoot(services.tokenKeys, principal, returnTo)}`,
  });
};

export const showPasswordPage: MemberPage = {
  name: 'showPasswordPage',
  method: 'GET',
  path: pagePaths.password,
  access: 'session',
  despite: ['password_expired', 'second_factor_setup_required'],
  answer: (services, { principal, query }) => {
    const returnTo = returnPathOf(query.get(returnField));
    return Promise.resolve(passwordReply(services, { principal, returnTo, error: null }));
  },
};

export const changePasswordPage: MemberPage = {
  name: 'changePassword',
  method: 'POST',
  path: pagePaths.password,
  access: 'session',
  despite: ['password_expired', 'second_factor_setup_required'],
  answer: async (services, visit) => {
    const { ctx, principal, form } = visit;
    const returnTo = returnPathOf(form.get(returnField));
    const presentPassword = form.get('present-password') ?? '';
    const password = form.get('password') ?? '';
    try {
      await services.loginLimiter.attemptAs(principal, () =>
        changeOwnPassword(ctx, { presentPassword, password }, services.accounts.passwordPolicy),
      );
      return seeOther(returnTo);
    } catch (error) {
      return passwordReply(services, { principal, returnTo, error: shownError(visit, error) });
    }
  },
};
