/** The page for what went wrong: in words, with a way to go on. */
import { describeError, type DomainError, type ErrorCode } from '@moorgate/errors';
import { type Reply, statusOf } from '@moorgate/http';
import { html, type HtmlValue } from './html.ts';
import { pageReply } from './layout.ts';
import { pagePaths } from './paths.ts';

/** What a person can do about it, where the words of the catalogue are for programs. */
const words: Partial<Readonly<Record<ErrorCode, string>>> = {
  client_invalid:
    'The application that sent you here is not registered, or is not in use any more. Nothing was given to it.',
  redirect_uri_invalid:
    'The application that sent you here did not name an address that is registered for it. Nothing was given to it.',
  form_outdated:
    'The form belongs to a session that is over, or to another one. Go back, load the page again, and send it again.',
  cross_site_request:
    'The form was sent by another site. Open the page here, and send it from here.',
  route_not_found: 'There is no such page.',
  method_not_allowed: 'The page cannot be asked for in this way.',
  rate_limited: 'There were too many attempts. Wait a moment before the next one.',
  service_unavailable: 'The server cannot answer at the moment. Try again in a moment.',
  internal: 'Something failed here. Try again; the operator finds the cause under the request id.',
};

/** How long somebody has to wait, in words; the empty text where there is nothing to wait for. */
export const waitWords = (seconds: number | undefined): string => {
  if (seconds === undefined) return '';
  if (seconds < 90) return `Try again in ${Math.max(1, Math.ceil(seconds))} seconds.`;
  return `Try again in ${Math.ceil(seconds / 60)} minutes.`;
};

/** Where to go from here. */
export interface WayOut {
  readonly path: string;
  readonly label: string;
}

const home: WayOut = { path: pagePaths.home, label: 'Go to the start page' };

/**
 * Says what is wrong in the words of the catalogue, or plainer ones: nothing that the request said is on the page.
 */
export const errorReply = (error: DomainError, requestId: string, wayOut: WayOut = home): Reply => {
  const { retryAfterSeconds } = error.details;
  const text: HtmlValue = words[error.code] ?? describeError(error.code).title;
  return pageReply({
    title: 'This did not work',
    status: statusOf(error.kind),
    ...(retryAfterSeconds === undefined
      ? {}
      : { headers: { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterSeconds))) } }),
    body: html`<p role="alert">${text} ${waitWords(retryAfterSeconds)}</p>
      <div class="actions"><a class="button" href="${wayOut.path}">${wayOut.label}</a></div>
      <p class="foot">Reason: <code>${error.code}</code>, request <code>${requestId}</code></p>`,
  });
};
