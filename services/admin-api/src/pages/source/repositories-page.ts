/** Every repository of the factory. */
import type { Repository } from '@moorgate/source';
import type { Reply } from '@moorgate/http';
import { html, type Html, type HtmlValue } from '../html.ts';
import { sizeOf, sourcePage, type SourceVisit, timeOf } from './frame.ts';
import { placePath } from './source-paths.ts';

const lastPushOf = ({ pushedAt, bytes }: Repository): HtmlValue =>
  pushedAt === null
    ? 'never pushed to'
    : ['last push ', timeOf(pushedAt), bytes !== null && `, ${sizeOf(bytes)}`];

const itemOf = (one: Repository): Html => {
  const { factory, repository, defaultBranch } = one;
  const path = placePath({ factory, repository, revision: null }, 'tree');
  return html`<li>
    <a href="${path}">${repository}</a>
    <p class="hint">Default branch ${defaultBranch}, ${lastPushOf(one)}</p>
  </li>`;
};

/** The list, with what each is and how it is cloned. */
export const repositoriesPage = (
  at: SourceVisit,
  factory: string,
  repositories: readonly Repository[],
): Reply =>
  sourcePage(
    at,
    `Source of ${factory}`,
    html`<p>
        Clone with a token as the password, under any user name:
        <code>git clone ${at.visit.origin}/factories/${factory}/&lt;name&gt;.git</code>
      </p>
      <ul class="items">
        ${repositories.map(itemOf)}
      </ul>
      ${repositories.length === 0 && html`<p>There is none. An operator creates one.</p>`}`,
  );
