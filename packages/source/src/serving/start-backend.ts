/** One `git http-backend`, which serves one request of the smart protocol (git-http-backend(1)). */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import { endGroup } from '../git/end-group.ts';
import { gitEnvironment } from '../git/git-environment.ts';
import type { RunningGit, SourceLimits } from '../store.ts';
import type { Repository } from '../repositories/repository.ts';
import { folderNameOf } from '../repositories/repository-folder.ts';

/** What is asked of Git. */
export type GitService = 'git-upload-pack' | 'git-receive-pack';

/** A request, as Git gets it. */
export interface BackendRequest {
  readonly repository: Repository;
  readonly service: GitService;
  /** Whether the references are asked for, which goes before the rest. */
  readonly isAdvertisement: boolean;
  /** Header values by lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Who asks; never empty. */
  readonly user: string;
  /** The scopes of whoever pushes; nothing else decides what a push may do. */
  readonly scopes: readonly string[];
}

/** How a child ended. */
export interface BackendEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The beginning of its complaints; for the log alone. */
  readonly complaint: string;
}

/** A child that serves. */
export interface Backend {
  readonly input: Writable;
  readonly output: Readable;
  /** Leads to the hooks of a push; null for everything else. */
  readonly hooks: Duplex | null;
  readonly ended: Promise<BackendEnd>;
  /** Ends it, with all that it started: gently, so that what it has locked is free, and after a moment in any case. */
  end(): void;
}

/** How many references one push moves at most. */
const commandsMax = 5_000;
/** What each process of a child may map beside one whole file of a push, in bytes. */
const addressSpaceBytes = 2_147_483_648;
const complaintMax = 2_000;

/** Limits its memory where the system can, and becomes the program that follows; nothing of a request is a part of it. */
const limitAndRun = 'ulimit -v "$1" 2>/dev/null; shift; exec "$@"';

/** A body of unknown length is read to its end, so the variable is absent then. */
const bodyVariables = (headers: BackendRequest['headers']): Record<string, string> => {
  const length = headers['content-length'];
  const encoding = headers['content-encoding'];
  return {
    CONTENT_TYPE: headers['content-type'] ?? '',
    ...(length === undefined ? {} : { CONTENT_LENGTH: length }),
    ...(encoding === undefined ? {} : { HTTP_CONTENT_ENCODING: encoding }),
  };
};

const requestVariables = (request: BackendRequest): Record<string, string> => {
  const { repository, service, isAdvertisement, headers, user } = request;
  const folder = folderNameOf(repository.id);
  const protocol = headers['git-protocol'] ?? '';
  return {
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${folder}/${isAdvertisement ? 'info/refs' : service}`,
    QUERY_STRING: isAdvertisement ? `service=${service}` : '',
    REQUEST_METHOD: isAdvertisement ? 'GET' : 'POST',
    REMOTE_USER: user,
    ...(isAdvertisement ? {} : bodyVariables(headers)),
    ...(/^[a-z0-9=:.-]{1,64}$/.test(protocol) ? { GIT_PROTOCOL: protocol } : {}),
  };
};

const pushVariables = (
  { repository, scopes }: BackendRequest,
  { repositoryBytesMax }: SourceLimits,
): Record<string, string> => ({
  MOORGATE_SCOPES: scopes.join(' '),
  MOORGATE_KEEPS_HISTORY: String(repository.keepsHistory),
  MOORGATE_KIB_MAX: String(Math.floor(repositoryBytesMax / 1_024)),
  MOORGATE_COMMANDS_MAX: String(commandsMax),
});

const endOf = (child: ChildProcess): Promise<BackendEnd> =>
  new Promise((resolve) => {
    let complaint = '';
    child.stderr?.on('data', (piece: Buffer) => {
      if (complaint.length < complaintMax) complaint += piece.toString('latin1');
    });
    child.once('error', (error) => resolve({ code: null, signal: null, complaint: error.message }));
    child.once('close', (code, signal) => resolve({ code, signal, complaint }));
  });

/** Starts it, in a group of processes of its own. */
export const startBackend = (
  git: RunningGit,
  limits: SourceLimits,
  request: BackendRequest,
): Backend => {
  const isPush = request.service === 'git-receive-pack' && !request.isAdvertisement;
  const { repositoriesFolder, program } = git;
  const configuration = { 'receive.maxInputSize': String(limits.pushBytesMax) };
  const env = {
    ...gitEnvironment({ ...git, configuration }),
    GIT_PROJECT_ROOT: repositoriesFolder,
    ...requestVariables(request),
    ...pushVariables(request, limits),
  };
  const args = [
    '-c',
    limitAndRun,
    'sh',
    String(Math.ceil((addressSpaceBytes + limits.pushBytesMax) / 1_024)),
    program,
    'http-backend',
  ];
  const child = spawn('/bin/sh', args, {
    cwd: repositoriesFolder,
    env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', isPush ? 'pipe' : 'ignore'],
  });
  const [input, output, , hooks] = child.stdio as unknown as [Writable, Readable, Readable, Duplex];
  // It may end before it has read everything; why it did is in its answer.
  input.on('error', () => undefined);
  return {
    input,
    output,
    hooks: isPush ? hooks : null,
    ended: endOf(child),
    end: () => endGroup(child),
  };
};
