/** The frame of every page, and the headers that keep it to itself. */
import type { Reply } from '@moorgate/http';
import { html, type HtmlValue, textOf } from './html.ts';
import { styleElement, styleSource } from './style.ts';

/** What stands in the frame. */
export interface PageContent {
  readonly title: string;
  readonly body: HtmlValue;
  /** 200 unless said. */
  readonly status?: number;
  /** Where a form of the page may lead to beside this site: what `form-action` names. */
  readonly formTarget?: string | null;
  /** Where the browser goes by itself; the page has the same as a link. */
  readonly goesOnTo?: string;
  /** For tables and code; narrow unless said. */
  readonly isBroad?: boolean;
  readonly headers?: Reply['headers'];
}

const policyOf = (formTarget: string | null): string =>
  [
    "default-src 'none'",
    `style-src ${styleSource}`,
    "base-uri 'none'",
    `form-action 'self'${formTarget === null ? '' : ` ${formTarget}`}`,
    "frame-ancestors 'none'",
  ].join('; ');

/**
 * A page: without script, without anything from elsewhere, in no frame, in no cache. Its referrer is told to this site alone,
 * since a form without one would come from nowhere, as one of another site could.
 */
export const pageReply = (content: PageContent): Reply => {
  const { title, body, status = 200, formTarget = null, goesOnTo } = content;
  const refresh =
    goesOnTo !== undefined && html`<meta http-equiv="refresh" content="0;url=${goesOnTo}" />`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${refresh}
        <title>${title} · Moorgate</title>
        ${styleElement}
      </head>
      <body>
        <main class="${content.isBroad === true && 'broad'}">
          <p class="brand">Moorgate</p>
          <div class="card">
            <h1>${title}</h1>
            ${body}
          </div>
        </main>
      </body>
    </html> `;
  return {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': policyOf(formTarget),
      'Referrer-Policy': 'same-origin',
      ...content.headers,
    },
    body: textOf(page),
  };
};

/** 303 to a path of this site, so that a page that is loaded again sends nothing again. */
export const seeOther = (path: string, headers: Reply['headers'] = {}): Reply => ({
  status: 303,
  headers: { ...headers, Location: path, 'Cache-Control': 'no-store' },
});

/**
 * The page that goes on to a path of ours by itself. A browser that comes from another site leaves the session, which is
 * `SameSite=Strict`, out of whatever it is redirected to; what this page leads to comes from us.
 */
export const goOnPage = (title: string, path: string, headers: Reply['headers'] = {}): Reply =>
  pageReply({
    title,
    goesOnTo: path,
    headers,
    body: html`<p><a class="button" href="${path}">Go on</a></p>`,
  });
