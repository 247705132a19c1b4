/** The repositories of the factory, for somebody who looks at them with a browser. */
import { requireUnlimited, type UserPrincipal } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { Reply } from '@moorgate/http';
import { noteOpenedFiles } from '@moorgate/recent-files';
import {
  listCommits,
  listReferences,
  listRepositories,
  lookAtRepository,
  openRepositoryFile,
  readCommitChange,
} from '@moorgate/source';
import { sourceFile } from '../../opened-files.ts';
import type { MemberPage, PageServices, Visit } from '../page.ts';
import { downloadReply } from './download.ts';
import type { SourceVisit } from './frame.ts';
import { commitPage, logPage, referencesPage } from './history-pages.ts';
import { repositoriesPage } from './repositories-page.ts';
import { isAboutWhole, skippedOf, type SourceAddress, sourceAddressOf } from './source-paths.ts';
import { type TreePlace, treePage } from './tree-page.ts';

/** What a page is made from. */
interface Look extends SourceVisit {
  readonly services: PageServices;
  readonly place: TreePlace;
}

const found = <T>(value: T | undefined): T => {
  if (value === undefined) throw fault('route_not_found');
  return value;
};

const readingServices = ({ services, visit }: Look) => ({
  ...visit.ctx,
  source: services.source,
});

const showTree = async (look: Look): Promise<Reply> => {
  const { place, visit } = look;
  const seen = found(await lookAtRepository(readingServices(look), place));
  if (seen.kind === 'file') await noteOpenedFiles(visit.ctx, [sourceFile(place, seen.commit.id)]);
  return treePage(look, place, seen);
};

const download = async (look: Look): Promise<Reply> => {
  const { place, visit } = look;
  const holder = visit.principal.credential.tokenId;
  const file = found(await openRepositoryFile(readingServices(look), place, { holder }));
  try {
    await noteOpenedFiles(visit.ctx, [sourceFile(place, file.commitId)]);
  } catch (error) {
    file.bytes.destroy();
    throw error;
  }
  return downloadReply(place.path, file);
};

const namedRevision = async (look: Look): Promise<string> => {
  const { place } = look;
  if (place.revision !== null) return place.revision;
  const seen = await lookAtRepository(readingServices(look), { ...place, path: '' });
  return `refs/heads/${found(seen).repository.defaultBranch}`;
};

/** Null where the repository has nothing yet: its first page says what to do. */
const showLog = async (look: Look): Promise<Reply> => {
  const { place } = look;
  const revision = await namedRevision(look);
  const skip = found(skippedOf(look.visit.query) ?? undefined);
  const page = await listCommits(readingServices(look), { ...place, revision, skip });
  if (page === undefined && place.revision === null) return showTree(look);
  return logPage(look, place, found(page));
};

const showCommit = async (look: Look): Promise<Reply> => {
  const { place } = look;
  const revision = await namedRevision(look);
  const change = await readCommitChange(readingServices(look), { ...place, revision });
  return commitPage(look, place, found(change));
};

const showReferences = async (look: Look): Promise<Reply> =>
  referencesPage(look, look.place, await listReferences(readingServices(look), look.place));

const views = {
  tree: showTree,
  plain: download,
  log: showLog,
  commit: showCommit,
  refs: showReferences,
} as const;

const answer = async (
  services: PageServices,
  visit: Visit<UserPrincipal>,
  { factory, view }: SourceAddress,
): Promise<Reply> => {
  requireUnlimited(visit.principal, ['source:read']);
  if (factory !== services.factory) throw fault('route_not_found');
  const { tokenKeys, source } = services;
  if (view.kind === 'repositories') {
    const repositories = await listRepositories({ ...visit.ctx }, factory);
    return repositoriesPage({ visit, tokenKeys }, factory, repositories);
  }
  const { kind, repository, path } = view;
  if (isAboutWhole(kind) && path !== '') throw fault('route_not_found');
  const revision = visit.query.get('id');
  const place = { factory, repository, path, revision: revision === '' ? null : revision };
  const look = { services: { ...services, source }, visit, tokenKeys, place };
  return views[kind](look);
};

/** One page for all of them: their addresses name what they show. */
export const sourcePages: readonly MemberPage[] = [
  {
    name: 'showSource',
    method: 'GET',
    path: '/factories/',
    matches: (path) => sourceAddressOf(path) !== null,
    access: 'session',
    answer: (services, visit) =>
      answer(services, visit, found(sourceAddressOf(visit.path) ?? undefined)),
  },
];
