/** The last lines of a page of somebody who is logged in: as whom, and how to be somebody else. */
import type { TokenKeys, UserPrincipal } from '@moorgate/auth';
import { hiddenFields } from './fields.ts';
import { formTokenField, formTokenFor } from './form-token.ts';
import { html, type Html } from './html.ts';
import { pagePaths, returnField } from './paths.ts';

/** The field of the token of forms. */
export const formTokenInput = (keys: TokenKeys, principal: UserPrincipal): Html =>
  hiddenFields([[formTokenField, formTokenFor(keys, principal)]]);

/** Names the person, with a button that logs out and leads back to where they came from, to log in as somebody else. */
export const memberFoot = (keys: TokenKeys, principal: UserPrincipal, returnTo: string): Html =>
  html`<div class="foot">
    Logged in as <strong>${principal.username}</strong>.
    <form method="post" action="${pagePaths.logout}">
      ${formTokenInput(keys, principal)} ${hiddenFields([[returnField, returnTo]])}
      <button class="link">Log out</button>
    </form>
  </div>`;
