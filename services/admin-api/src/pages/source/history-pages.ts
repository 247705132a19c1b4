/** The commits of a repository, one commit, and what its references lead to. */
import type { Commit, CommitChange, CommitPage } from '@moorgate/source';
import type { Reply } from '@moorgate/http';
import { html, type Html, type HtmlValue } from '../html.ts';
import {
  firstLineOf,
  repositoryLinks,
  shortId,
  sourcePage,
  type SourceVisit,
  timeOf,
} from './frame.ts';
import { type LookedAt, viewPath } from './source-paths.ts';

const commitLink = (at: LookedAt, id: string): Html =>
  html`<a href="${viewPath({ ...at, revision: id }, 'commit')}"><code>${shortId(id)}</code></a>`;

const commitRow = (at: LookedAt, commit: Commit): Html =>
  html`<tr>
    <td>${commitLink(at, commit.id)}</td>
    <td>${firstLineOf(commit.message)}</td>
    <td>${commit.author}</td>
    <td>${timeOf(commit.at)}</td>
  </tr>`;

/** Fifty commits, and a link to those before them. */
export const logPage = (at: SourceVisit, place: LookedAt, page: CommitPage): Reply =>
  sourcePage(at, `Commits of ${place.repository}`, [
    repositoryLinks(place),
    html`<table>
      <thead>
        <tr>
          <th scope="col">Commit</th>
          <th scope="col">Message</th>
          <th scope="col">Author</th>
          <th scope="col">Time</th>
        </tr>
      </thead>
      <tbody>
        ${page.commits.map((commit) => commitRow(place, commit))}
      </tbody>
    </table>`,
    page.next !== null &&
      html`<div class="actions">
        <a class="button plain" href="${viewPath({ ...place, revision: page.next }, 'log')}"
          >Older commits</a
        >
      </div>`,
  ]);

const changes: Readonly<Record<string, string>> = { A: 'added', D: 'deleted', M: 'changed' };

const changedFile = (at: LookedAt, { status, path }: CommitChange['files'][number]): Html => {
  const isThere = status !== 'D' && !/[\ufffd\n]/.test(path);
  return html`<li>
    ${changes[status] ?? 'of another kind'}:
    ${isThere ? html`<a href="${viewPath(at, 'tree', path)}">${path}</a>` : path}
  </li>`;
};

/** A commit with its whole message, and what it changed. */
export const commitPage = (at: SourceVisit, place: LookedAt, change: CommitChange): Reply => {
  const { commit, files, patch, isCut } = change;
  const here = { ...place, revision: commit.id };
  return sourcePage(at, firstLineOf(commit.message), [
    repositoryLinks(here),
    html`<dl>
        <dt>Commit</dt>
        <dd><code>${commit.id}</code></dd>
        <dt>Author</dt>
        <dd>${commit.author}</dd>
        <dt>Time</dt>
        <dd>${timeOf(commit.at)}</dd>
        <dt>Parents</dt>
        <dd>
          ${commit.parents.length === 0 ? 'none' : commit.parents.map((id) => commitLink(place, id))}
        </dd>
      </dl>
      <pre tabindex="0">${`\n${commit.message}`}</pre>
      <h2>Files</h2>
      ${files.length === 0 && html`<p>The commit changes none.</p>`}
      <ul>
        ${files.map((file) => changedFile(here, file))}
      </ul>`,
    patch !== '' && html`<pre tabindex="0">${`\n${patch}`}</pre>`,
    isCut && html`<p>There is more; clone the repository to see all of it.</p>`,
  ]);
};

const listedMax = 500;

const listOf = (place: LookedAt, title: string, names: readonly string[]): HtmlValue =>
  html`<h2>${title}</h2>
    ${names.length === 0 && html`<p>There is none yet.</p>`}
    <ul>
      ${names
        .slice(0, listedMax)
        .map(
          (name) =>
            html`<li><a href="${viewPath({ ...place, revision: name }, 'log')}">${name}</a></li>`,
        )}
    </ul>
    ${names.length > listedMax && html`<p>And ${names.length - listedMax} more.</p>`}`;

/** Branches and tags. */
export const referencesPage = (
  at: SourceVisit,
  place: LookedAt,
  references: ReadonlyMap<string, string>,
): Reply => {
  const below = (prefix: string): string[] =>
    [...references.keys()]
      .filter((ref) => ref.startsWith(prefix))
      .map((ref) => ref.slice(prefix.length));
  return sourcePage(at, `Branches and tags of ${place.repository}`, [
    repositoryLinks(place),
    listOf(place, 'Branches', below('refs/heads/')),
    listOf(place, 'Tags', below('refs/tags/')),
  ]);
};
