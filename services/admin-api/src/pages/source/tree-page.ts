/** A folder of a repository, or a file. */
import type { SeenPlace, TreeEntry } from '@moorgate/source';
import type { Reply } from '@moorgate/http';
import { html, type Html, type HtmlValue } from '../html.ts';
import {
  firstLineOf,
  foreign,
  repositoryLinks,
  shortId,
  sizeOf,
  sourcePage,
  type SourceVisit,
  textBlock,
  timeOf,
} from './frame.ts';
import {
  type LookedAt,
  placePath,
  repositoriesPath,
  revisionName,
  wholePath,
} from './source-paths.ts';

/** Where somebody looks. */
export interface TreePlace extends LookedAt {
  readonly path: string;
}

/** Each part of the path leads to its folder; the root of what is shown first is above them all. */
const trailOf = (at: TreePlace): HtmlValue => {
  if (at.path === '' && at.revision === null) return null;
  const segments = at.path === '' ? [] : at.path.split('/');
  const links = segments.map((segment, index) => {
    const path = segments.slice(0, index + 1).join('/');
    return html` / <a href="${placePath(at, 'tree', path)}">${foreign(segment)}</a>`;
  });
  return html`<p>
    <a href="${placePath(at, 'tree')}">${at.repository}</a>${links}
    ${at.revision !== null && html` at <code>${foreign(revisionName(at.revision))}</code>`}
  </p>`;
};

const commitLine = (at: LookedAt, { commit }: SeenPlace & { kind: 'file' | 'folder' }): Html =>
  html`<p class="aside">
    <a href="${wholePath({ ...at, revision: commit.id }, 'commit')}"
      ><code>${shortId(commit.id)}</code></a
    >
    ${foreign(firstLineOf(commit.message))}, ${foreign(commit.author)}, ${timeOf(commit.at)}
  </p>`;

const emptyBody = (at: SourceVisit, { factory, repository }: LookedAt, branch: string): Html => {
  const url = `${at.visit.origin}${repositoriesPath(factory)}${repository}.git`;
  const commands = `git remote add moorgate ${url}\ngit push moorgate HEAD:${branch}`;
  return html`<p>
      There is nothing on the default branch, <code>${branch}</code>, yet. Push something:
    </p>
    ${textBlock({ label: 'Commands', text: commands })}`;
};

/** A name that is no UTF-8 was replaced, so it leads nowhere. */
const isNamed = (name: string): boolean => !/[\ufffd\n]/.test(name);

const entryRow = (at: TreePlace, { name, kind, bytes }: TreeEntry): Html => {
  const path = at.path === '' ? name : `${at.path}/${name}`;
  const label = html`${foreign(name)}${kind === 'folder' && '/'}`;
  const isOpen = kind !== 'module' && isNamed(name);
  return html`<tr>
    <th scope="row">
      ${isOpen ? html`<a href="${placePath(at, 'tree', path)}">${label}</a>` : label}
    </th>
    <td>${kind}</td>
    <td class="number">${bytes === null ? '–' : sizeOf(bytes)}</td>
  </tr>`;
};

const folderBody = (at: TreePlace, seen: SeenPlace & { kind: 'folder' }): Html =>
  html`<table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Kind</th>
          <th scope="col" class="number">Size</th>
        </tr>
      </thead>
      <tbody>
        ${seen.entries.map((entry) => entryRow(at, entry))}
      </tbody>
    </table>
    ${seen.isCut && html`<p>There is more in this folder; clone the repository to see all of it.</p>`}`;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of a file; null for what is none. */
const textOf = (content: Buffer): string | null => {
  if (content.includes(0)) return null;
  try {
    return utf8.decode(content);
  } catch {
    return null;
  }
};

const shownText = (content: Buffer | null): HtmlValue => {
  if (content === null) return html`<p>The file is too large to be shown here.</p>`;
  const text = textOf(content);
  if (text === null) return html`<p>The file is no text, so it is not shown here.</p>`;
  return text === ''
    ? html`<p>The file is empty.</p>`
    : textBlock({ label: 'Content of the file', text });
};

const fileBody = (at: TreePlace, { bytes, content }: SeenPlace & { kind: 'file' }): Html =>
  html`<p>
      <a class="button plain" href="${placePath(at, 'plain', at.path)}">Download</a>
      ${sizeOf(bytes)}
    </p>
    ${shownText(content)}`;

const bodyOf = (at: SourceVisit, place: TreePlace, seen: SeenPlace): HtmlValue => {
  switch (seen.kind) {
    case 'empty':
      return emptyBody(at, place, seen.repository.defaultBranch);
    case 'folder':
      return [commitLine(place, seen), folderBody(place, seen)];
    case 'file':
      return [commitLine(place, seen), fileBody(place, seen)];
  }
};

/** The page. A file is shown as text, whatever it is; what is no text, or large, is offered as a download. */
export const treePage = (at: SourceVisit, place: TreePlace, seen: SeenPlace): Reply =>
  sourcePage(at, place.path === '' ? place.repository : place.path.split('/').at(-1)!, [
    repositoryLinks(place, 'files'),
    trailOf(place),
    bodyOf(at, place, seen),
  ]);
