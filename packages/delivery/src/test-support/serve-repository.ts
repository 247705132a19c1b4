/** Metadata over HTTP, as a device finds it: whatever is served now, and nothing that it has not been told of. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Files by their names. */
export type Repository = ReadonlyMap<string, Buffer>;

/** A server on a free port of this host. */
export interface RepositoryServer {
  readonly url: string;
  /** Serves these files from now on. */
  serve(files: Repository): void;
  close(): Promise<void>;
}

/** Starts it; it serves nothing yet. */
export const startRepositoryServer = async (): Promise<RepositoryServer> => {
  let files: Repository = new Map();
  const server = createServer((request, response) => {
    const bytes = files.get(request.url?.slice(1) ?? '');
    if (bytes === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Length': bytes.length }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve: (next) => {
      files = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
