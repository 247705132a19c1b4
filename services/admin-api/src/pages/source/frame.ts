/** What the pages about repositories have in common: where one is, where one can go, and how things are written. */
import type { Reply } from '@moorgate/http';
import type { TokenKeys } from '@moorgate/auth';
import { html, type Html, type HtmlValue } from '../html.ts';
import { pageReply } from '../layout.ts';
import { memberFoot } from '../member-foot.ts';
import type { Visit } from '../page.ts';
import type { UserPrincipal } from '@moorgate/auth';
import { type LookedAt, placePath, repositoriesPath, wholePath } from './source-paths.ts';

/** A visit, and what its pages need of the services. */
export interface SourceVisit {
  readonly visit: Visit<UserPrincipal>;
  readonly tokenKeys: TokenKeys;
}

/** What a page about a repository shows. */
export type Shown = 'files' | 'commits' | 'references';

/** The links of a repository; that of the page itself is marked. */
export const repositoryLinks = (at: LookedAt, shown: Shown): Html => {
  const link = (path: string, label: string, isHere: boolean): Html =>
    isHere
      ? html`<a href="${path}" aria-current="page">${label}</a>`
      : html`<a href="${path}">${label}</a>`;
  return html`<nav aria-label="Repository">
    ${link(repositoriesPath(at.factory), 'All repositories', false)}
    ${link(placePath(at, 'tree'), 'Files', shown === 'files')}
    ${link(wholePath(at, 'log'), 'Commits', shown === 'commits')}
    ${link(wholePath({ ...at, revision: null }, 'refs'), 'Branches and tags', shown === 'references')}
  </nav>`;
};

/** The page, with who looks at it and the way to be somebody else. */
export const sourcePage = (
  { visit, tokenKeys }: SourceVisit,
  title: string,
  body: HtmlValue,
): Reply =>
  pageReply({
    title: plainName(title),
    isBroad: true,
    body: html`${body} ${memberFoot(tokenKeys, visit.principal, visit.address)}`,
  });

/** A time, for people and for programs. */
export const timeOf = (at: Date): Html =>
  html`<time datetime="${at.toISOString()}"
    >${at.toISOString().slice(0, 16).replace('T', ' ')} UTC</time
  >`;

const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A size, for people. */
export const sizeOf = (bytes: number): string => {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  const value = bytes / 1_024 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]!}`;
};

/** The beginning of an object name, as people say it. */
export const shortId = (id: string): string => id.slice(0, 12);

const firstLineMax = 120;

/** The first line of a message. */
export const firstLineOf = (message: string): string => {
  const [line = ''] = message.split('\n');
  return line.length > firstLineMax ? `${line.slice(0, firstLineMax)}…` : line || '(no message)';
};

/** Characters that turn the text after them around, by which it may read otherwise than it is taken. */
const turning = /[\u202a-\u202e\u2066-\u2069]/g;

const turned = html`<p class="note">
  There are invisible characters in this text that change its direction: it may read otherwise than
  a program takes it.
</p>`;

/** A name with such characters by their numbers, so that it is no other one to look at. */
const plainName = (text: string): string =>
  text.replace(turning, (one) => `[U+${one.charCodeAt(0).toString(16).toUpperCase()}]`);

/** Text of others within a line: whatever its direction is, what stands around it stays where it is. */
export const foreign = (text: string): Html => html`<bdi>${plainName(text)}</bdi>`;

/** A text in a part of the page of its own. */
interface TextBlock {
  /** What it is, for whoever does not see it. */
  readonly label: string;
  readonly text: string;
  /** The text with marks; the text alone unless given. */
  readonly marked?: HtmlValue;
  /** Whether lines that are too long go on below; they are scrolled unless said. */
  readonly wraps?: boolean;
}

/** A text as it is, which is scrolled by itself, with keys too. A line feed right after the tag is none of the text. */
export const textBlock = ({ label, text, marked = text, wraps = false }: TextBlock): Html =>
  html`${text.search(turning) >= 0 && turned}
    <pre class="${wraps && 'wraps'}" tabindex="0" role="region" aria-label="${label}">
${marked}</pre>`;
