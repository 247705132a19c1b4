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
  /** Serves from now on what is found for a name, one request after the other; null is not there. */
  serveWith(find: (name: string) => Promise<Buffer | null>): void;
  close(): Promise<void>;
}

/** Starts it; it serves nothing yet. */
export const startRepositoryServer = async (): Promise<RepositoryServer> => {
  let find: (name: string) => Promise<Buffer | null> = () => Promise.resolve(null);
  const server = createServer((request, response) => {
    void find(request.url?.slice(1) ?? '').then(
      (bytes) => {
        if (bytes === null) response.writeHead(404).end();
        else response.writeHead(200, { 'Content-Length': bytes.length }).end(bytes);
      },
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve: (files) => {
      find = (name) => Promise.resolve(files.get(name) ?? null);
    },
    serveWith: (next) => {
      find = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
