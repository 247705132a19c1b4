/** Every repository of the factory. */
import type { Repository } from '@moorgate/source';
import type { Reply } from '@moorgate/http';
import { html, type Html } from '../html.ts';
import { sizeOf, sourcePage, type SourceVisit, timeOf } from './frame.ts';
import { viewPath } from './source-paths.ts';

const rowOf = (one: Repository): Html => {
  const { factory, repository } = one;
  const path = viewPath({ factory, repository, revision: null }, 'tree');
  return html`<tr>
    <th scope="row"><a href="${path}">${repository}</a></th>
    <td>${one.defaultBranch}</td>
    <td>${one.pushedAt === null ? 'never' : timeOf(one.pushedAt)}</td>
    <td class="number">${one.bytes === null ? '–' : sizeOf(one.bytes)}</td>
  </tr>`;
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
      <table>
        <thead>
          <tr>
            <th scope="col">Repository</th>
            <th scope="col">Default branch</th>
            <th scope="col">Last push</th>
            <th scope="col" class="number">Size</th>
          </tr>
        </thead>
        <tbody>
          ${repositories.map(rowOf)}
        </tbody>
      </table>
      ${repositories.length === 0 && html`<p>There is none. An operator creates one.</p>`}`,
  );
