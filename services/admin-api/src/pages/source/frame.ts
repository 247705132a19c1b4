/** What the pages about repositories have in common: where one is, where one can go, and how things are written. */
import type { Reply } from '@moorgate/http';
import type { TokenKeys } from '@moorgate/auth';
import { html, type Html, type HtmlValue } from '../html.ts';
import { pageReply } from '../layout.ts';
import { memberFoot } from '../member-foot.ts';
import type { Visit } from '../page.ts';
import type { UserPrincipal } from '@moorgate/auth';
import { type LookedAt, repositoriesPath, viewPath } from './source-paths.ts';

/** A visit, and what its pages need of the services. */
export interface SourceVisit {
  readonly visit: Visit<UserPrincipal>;
  readonly tokenKeys: TokenKeys;
}

/** The links of a repository. */
export const repositoryLinks = (at: LookedAt): Html =>
  html`<nav aria-label="Repository">
    <a href="${repositoriesPath(at.factory)}">All repositories</a>
    <a href="${viewPath(at, 'tree')}">Files</a>
    <a href="${viewPath(at, 'log')}">Commits</a>
    <a href="${viewPath({ ...at, revision: null }, 'refs')}">Branches and tags</a>
  </nav>`;

/** The page, with who looks at it and the way to be somebody else. */
export const sourcePage = (
  { visit, tokenKeys }: SourceVisit,
  title: string,
  body: HtmlValue,
): Reply =>
  pageReply({
    title,
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
