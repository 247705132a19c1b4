/** Sending a browser on to an application, and allowing a form to end there. */
import type { Reply } from '@moorgate/http';
import { html } from './html.ts';
import { pageReply } from './layout.ts';

const hostSource = /^https?:\/\/[A-Za-z0-9.-]+(?::\d+)?$/;

/**
 * How `form-action` names the place (CSP 3, section 2.3.1), for the redirect with which the form ends: the origin, or the
 * scheme of an app. Null where it cannot be named: an IPv6 address is no host there.
 */
export const formTargetOf = (redirectUri: string): string | null => {
  const { protocol, origin } = new URL(redirectUri);
  if (protocol !== 'http:' && protocol !== 'https:') return protocol;
  return hostSource.test(origin) ? origin : null;
};

/** 303, which keeps the browser from sending the form along (RFC 9700, 4.12); a page that goes on where no policy can name the place. */
export const answerReply = (location: string): Reply =>
  formTargetOf(location) === null
    ? pageReply({
        title: 'Go on',
        goesOnTo: location,
        body: html`<p><a class="button" href="${location}">Go back to the application</a></p>`,
      })
    : { status: 303, headers: { Location: location, 'Cache-Control': 'no-store' } };
