/** The parts of the forms with which somebody changes how they log in. */
import type { UserPrincipal } from '@moorgate/auth';
import { DomainError, type ErrorCode } from '@moorgate/errors';
import { statusOf } from '@moorgate/http';
import { waitWords } from './error-reply.ts';
import { errorSummary, hiddenFields, textField } from './fields.ts';
import { html, type Html, type HtmlValue } from './html.ts';
import { formTokenInput } from './member-foot.ts';
import type { PageServices, Visit } from './page.ts';
import { returnField } from './paths.ts';

const complaints: Partial<Readonly<Record<ErrorCode, string>>> = {
  password_wrong: 'The present password is not right.',
  invalid_request: 'The new password cannot be used.',
  one_time_code_wrong: 'The code is not right. Enter the one that the authenticator shows now.',
  second_factor_not_found: 'The setup was begun elsewhere meanwhile. Begin again.',
  second_factor_exists: 'The account has a second factor already.',
  rate_limited: 'There were too many attempts.',
};

/** The error, if the page can show it on its form, and notes it; throws everything else again. */
export const shownError = (
  { noteRefusal }: Pick<Visit, 'noteRefusal'>,
  error: unknown,
): DomainError => {
  if (!(error instanceof DomainError) || complaints[error.code] === undefined) throw error;
  noteRefusal(error);
  return error;
};

/** Whose page, what comes after it, and what went wrong. */
export interface AccountPage {
  readonly principal: UserPrincipal;
  readonly returnTo: string;
  readonly error: DomainError | null;
}

/** What is wrong, for the head of the form. */
export const complaintOf = (error: DomainError | null): HtmlValue =>
  error !== null &&
  errorSummary(
    `${complaints[error.code] ?? ''} ${waitWords(error.details.retryAfterSeconds)}`.trim(),
  );

/** The status of a form with this complaint. */
export const statusFor = (error: DomainError | null): number =>
  error === null ? 200 : statusOf(error.kind);

/** What every form about the account takes along. */
export const formParts = ({ tokenKeys }: PageServices, page: AccountPage): Html =>
  html`${formTokenInput(tokenKeys, page.principal)} ${hiddenFields([[returnField, page.returnTo]])}`;

/** The field for the password as it is. */
export const presentPasswordField = (error: DomainError | null, isFocused: boolean): Html =>
  textField({
    name: 'present-password',
    label: 'Present password',
    type: 'password',
    autocomplete: 'current-password',
    maxLength: 1_024,
    isFocused,
    error: error?.code === 'password_wrong' ? 'This is not the present password.' : null,
  });
