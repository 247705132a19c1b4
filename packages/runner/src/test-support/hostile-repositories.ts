/** Repositories that no client makes: trees and commits by their bytes, served by the real Git over HTTP. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An entry of a tree; `name` is written as it is. */
export interface TreeEntry {
  readonly mode: '100644' | '100755' | '120000' | '160000' | '40000';
  readonly name: string;
  /** Of a file or a link; the commit of a submodule; the entries of a folder. */
  readonly content: string | Buffer | readonly TreeEntry[];
}

export interface HostileRepositories {
  /** The origin that `source` of an order begins with. */
  readonly url: string;
  /** Makes a repository whose only commit has this tree; returns its address and the commit. */
  make(
    name: string,
    tree: readonly TreeEntry[],
  ): Promise<{ readonly url: string; readonly commit: string }>;
  /** From then on, answers to fetches begin and never end, until it is called with false. */
  stall(isStalled: boolean): void;
  close(): Promise<void>;
}

/** A file. */
export const file = (name: string, content: string | Buffer): TreeEntry => ({
  mode: '100644',
  name,
  content,
});
/** A link. */
export const link = (name: string, to: string): TreeEntry => ({
  mode: '120000',
  name,
  content: to,
});
/** A folder. */
export const folder = (name: string, ...content: TreeEntry[]): TreeEntry => ({
  mode: '40000',
  name,
  content,
});
/** A submodule. */
export const submodule = (name: string): TreeEntry => ({
  mode: '160000',
  name,
  content: '1'.repeat(40),
});

const gitEnvironment = (home: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Eve',
  GIT_AUTHOR_EMAIL: 'eve@example.test',
  GIT_COMMITTER_NAME: 'Eve',
  GIT_COMMITTER_EMAIL: 'eve@example.test',
});

const git = (cwd: string, args: readonly string[], input: string | Buffer = ''): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = execFile('git', args, { cwd, env: gitEnvironment(cwd) }, (error, stdout) => {
      if (error === null) resolve(stdout.trim());
      else reject(new Error(`git ${args.join(' ')}: ${error.message}`));
    });
    // A command that reads nothing may be gone by then.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });

/** As Git sorts them: a folder as if its name ended with a slash. */
const inOrder = (tree: readonly TreeEntry[]): TreeEntry[] => {
  const key = ({ mode, name }: TreeEntry): Buffer =>
    Buffer.from(mode === '40000' ? `${name}/` : name, 'latin1');
  return [...tree].sort((one, other) => Buffer.compare(key(one), key(other)));
};

const write = async (cwd: string, { mode, content }: TreeEntry): Promise<string> => {
  if (mode === '160000') return content as string;
  if (mode === '40000') return writeTree(cwd, content as readonly TreeEntry[]);
  return git(cwd, ['hash-object', '-w', '--stdin'], content as string | Buffer);
};

const writeTree = async (cwd: string, tree: readonly TreeEntry[]): Promise<string> => {
  const parts: Buffer[] = [];
  for (const entry of inOrder(tree)) {
    const id = await write(cwd, entry);
    const head = Buffer.from(`${entry.mode} ${entry.name}\0`, 'latin1');
    parts.push(head, Buffer.from(id, 'hex'));
  }
  const bytes = Buffer.concat(parts);
  return git(cwd, ['hash-object', '-t', 'tree', '--literally', '-w', '--stdin'], bytes);
};

/** The environment of a request (RFC 3875), as far as Git reads it. */
const gatewayVariables = (request: IncomingMessage, root: string): Record<string, string> => {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const { headers } = request;
  return {
    ...gitEnvironment(root),
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
    PATH_INFO: pathname,
    QUERY_STRING: search.slice(1),
    REQUEST_METHOD: request.method ?? 'GET',
    CONTENT_TYPE: String(headers['content-type'] ?? ''),
    HTTP_CONTENT_ENCODING: String(headers['content-encoding'] ?? ''),
  };
};

const answer = (request: IncomingMessage, response: ServerResponse, root: string): void => {
  const child = spawn('git', ['http-backend'], {
    env: gatewayVariables(request, root),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin);
  child.stdin.on('error', () => undefined);
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.on('close', () => {
    const all = Buffer.concat(parts);
    const end = all.indexOf('\r\n\r\n');
    const lines = all.subarray(0, end).toString('latin1').split('\r\n');
    const headers = lines.map((line) => line.split(': ', 2) as [string, string]);
    const status = headers.find(([name]) => name === 'Status')?.[1];
    response.writeHead(Number.parseInt(status ?? '200', 10), Object.fromEntries(headers));
    response.end(all.subarray(end + 4));
  });
};

/** Opens a place for some, which ends with it. */
export const openHostileRepositories = async (): Promise<HostileRepositories> => {
  const root = await mkdtemp(join(tmpdir(), 'moorgate-hostile-'));
  await chmod(root, 0o755);
  let isStalled = false;
  const server = createServer((request, response) => {
    if (isStalled && request.method === 'POST') {
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' });
      response.flushHeaders();
    } else answer(request, response, root);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    make: async (name, tree) => {
      const place = join(root, `${name}.git`);
      await git(root, ['init', '-q', '--bare', '-b', 'main', place]);
      const id = await writeTree(place, tree);
      const commit = await git(place, ['commit-tree', '-m', 'harmless', id]);
      await git(place, ['update-ref', 'refs/heads/main', commit]);
      await git(place, ['config', 'uploadpack.allowAnySHA1InWant', 'true']);
      return { url: `${url}/${name}.git`, commit };
    },
    stall: (is) => (isStalled = is),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await rm(root, { recursive: true });
    },
  };
};
