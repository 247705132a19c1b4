/** The pages that a browser sees between a provider and us; they need no script. */
import { describeError, type DomainError } from '@moorgate/errors';
import { type Reply, statusOf } from '@moorgate/http';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text for between tags or in a quoted attribute. */
const escape = (text: string): string => text.replace(/[&<>"']/g, (one) => entities[one]!);

const headers = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
} as const;

const page = (title: string, lines: readonly string[], head = ''): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${head}<title>${escape(title)}</title>
</head>
<body>
<h1>${escape(title)}</h1>
${lines.join('\n')}
</body>
</html>
`;

/**
 * The page that goes on to a path of ours. A redirect would not do: the browser comes from another site, and would leave
 * the session, which is `SameSite=Strict`, out of what it asks next.
 */
export const goOnPage = (path: string, cookies: readonly string[]): Reply => ({
  status: 200,
  headers: { ...headers, 'Set-Cookie': cookies },
  body: page(
    'Logged in',
    [`<p><a href="${escape(path)}">Go on</a></p>`],
    `<meta http-equiv="refresh" content="0;url=${escape(path)}">\n`,
  ),
});

/** A login that came to nothing. */
export interface RefusedPage {
  readonly error: DomainError;
  readonly requestId: string;
  /** Where the person can begin again; null where that makes no sense. */
  readonly again: string | null;
  readonly cookies: readonly string[];
}

/** Says why, in the words of the catalogue: nothing that a provider or the address said is on the page. */
export const refusedPage = ({ error, requestId, again, cookies }: RefusedPage): Reply => {
  const { title, remedy } = describeError(error.code);
  const wait = error.details.retryAfterSeconds;
  const retry = again === null ? '' : `<a href="${escape(again)}">Try again</a> · `;
  return {
    status: statusOf(error.kind),
    headers: {
      ...headers,
      ...(cookies.length === 0 ? {} : { 'Set-Cookie': cookies }),
      ...(wait === undefined ? {} : { 'Retry-After': String(wait) }),
    },
    body: page('Not logged in', [
      `<p>${escape(title)}</p>`,
      `<p>${escape(remedy)}</p>`,
      `<p>${retry}<a href="/">Back</a></p>`,
      `<p>Reason: <code>${error.code}</code>, request <code>${escape(requestId)}</code></p>`,
    ]),
  };
};
