/** The commits of a repository, one commit, and what its references lead to. */
import type { Commit, CommitChange, CommitPage } from '@moorgate/source';
import type { Reply } from '@moorgate/http';
import { html, type Html, type HtmlValue } from '../html.ts';
import {
  firstLineOf,
  foreign,
  repositoryLinks,
  shortId,
  sourcePage,
  type SourceVisit,
  textBlock,
  timeOf,
} from './frame.ts';
import { paintPatch } from './patch.ts';
import {
  type LookedAt,
  olderPath,
  placePath,
  referencesOf,
  revisionName,
  wholePath,
} from './source-paths.ts';

const commitPath = (at: LookedAt, id: string): string =>
  wholePath({ ...at, revision: id }, 'commit');

const commitItem = (at: LookedAt, { id, message, author, at: time }: Commit): Html =>
  html`<li>
    <a href="${commitPath(at, id)}">${foreign(firstLineOf(message))}</a>
    <p class="hint"><code>${shortId(id)}</code> ${foreign(author)}, ${timeOf(time)}</p>
  </li>`;

/** Whose history it is, where that is not the one of the default branch. */
const whoseHistory = ({ revision }: LookedAt): HtmlValue =>
  revision !== null && html`<p>Of <code>${foreign(revisionName(revision))}</code>:</p>`;

/** Fifty commits, and a link to those before them, which is about the same commit whatever is pushed meanwhile. */
export const logPage = (at: SourceVisit, place: LookedAt, page: CommitPage): Reply => {
  const { head, commits, next } = page;
  return sourcePage(at, `Commits of ${place.repository}`, [
    repositoryLinks(place, 'commits'),
    whoseHistory(place),
    html`<ol class="items">
      ${commits.map((commit) => commitItem(place, commit))}
    </ol>`,
    commits.length === 0 && html`<p>There are no older ones.</p>`,
    next !== null &&
      html`<div class="actions">
        <a class="button plain" href="${olderPath({ ...place, revision: head }, next)}"
          >Older commits</a
        >
      </div>`,
  ]);
};

const changes: Readonly<Record<string, string>> = { A: 'added', D: 'deleted', M: 'changed' };

const changedFile = (at: LookedAt, { status, path }: CommitChange['files'][number]): Html => {
  const isThere = status !== 'D' && !/[\ufffd\n]/.test(path);
  const name = foreign(path);
  return html`<li>
    ${changes[status] ?? 'of another kind'}:
    ${isThere ? html`<a href="${placePath(at, 'tree', path)}">${name}</a>` : name}
  </li>`;
};

const parentLink = (at: LookedAt, id: string): Html =>
  html`<a href="${commitPath(at, id)}"><code>${shortId(id)}</code></a>`;

const parentsOf = (at: LookedAt, { parents }: Commit): HtmlValue =>
  parents.length === 0 ? 'none' : parents.map((id) => [parentLink(at, id), ' ']);

/** A commit with its whole message, and what it changed. */
export const commitPage = (at: SourceVisit, place: LookedAt, change: CommitChange): Reply => {
  const { commit, files, patch, isCut } = change;
  const here = { ...place, revision: commit.id };
  return sourcePage(at, firstLineOf(commit.message), [
    repositoryLinks(here, 'commits'),
    html`<dl>
      <dt>Commit</dt>
      <dd><code>${commit.id}</code></dd>
      <dt>Author</dt>
      <dd>${foreign(commit.author)}</dd>
      <dt>Time</dt>
      <dd>${timeOf(commit.at)}</dd>
      <dt>Parents</dt>
      <dd>${parentsOf(place, commit)}</dd>
    </dl>`,
    commit.message !== '' && textBlock({ label: 'Message', text: commit.message, wraps: true }),
    html`<h2>Files</h2>
      ${files.length === 0 && html`<p>The commit changes none.</p>`}
      <ul>
        ${files.map((file) => changedFile(here, file))}
      </ul>`,
    patch !== '' && textBlock({ label: 'Changes', text: patch, marked: paintPatch(patch) }),
    isCut && html`<p>There is more; clone the repository to see all of it.</p>`,
  ]);
};

const listedMax = 500;

const listOf = (place: LookedAt, title: string, names: readonly string[]): HtmlValue => {
  const item = (name: string): Html =>
    html`<li>
      <a href="${placePath({ ...place, revision: name }, 'tree')}"
        >${foreign(revisionName(name))}</a
      >
    </li>`;
  return html`<h2>${title}</h2>
    ${names.length === 0 && html`<p>There is none yet.</p>`}
    <ul>
      ${names.slice(0, listedMax).map(item)}
    </ul>
    ${names.length > listedMax && html`<p>And ${names.length - listedMax} more.</p>`}`;
};

/** Branches and tags, each of which leads to its files. */
export const referencesPage = (
  at: SourceVisit,
  place: LookedAt,
  references: ReadonlyMap<string, string>,
): Reply => {
  const { branches, tags } = referencesOf(references.keys());
  return sourcePage(at, `Branches and tags of ${place.repository}`, [
    repositoryLinks(place, 'references'),
    listOf(place, 'Branches', branches),
    listOf(place, 'Tags', tags),
  ]);
};
