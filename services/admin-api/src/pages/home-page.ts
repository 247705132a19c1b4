/** Where somebody comes who came from nowhere. */
import { html } from './html.ts';
import { pageReply } from './layout.ts';
import { memberFoot } from './member-foot.ts';
import type { MemberPage } from './page.ts';
import { pagePaths } from './paths.ts';
import { repositoriesPath } from './source/source-paths.ts';

export const homePage: MemberPage = {
  name: 'showHomePage',
  method: 'GET',
  path: pagePaths.home,
  access: 'session',
  answer: ({ tokenKeys, factory }, { principal }) =>
    Promise.resolve(
      pageReply({
        title: 'You are logged in',
        body: html`<p>A device that shows a code waits for you to let it in.</p>
          <div class="actions">
            <a class="button" href="${pagePaths.device}">Enter the code of a device</a>
            ${
              principal.scopes.has('source:read') &&
              html`<a class="button plain" href="${repositoriesPath(factory)}"
                >Look at the source</a
              >`
            }
          </div>
          ${memberFoot(tokenKeys, principal, pagePaths.home)}`,
      }),
    ),
};
