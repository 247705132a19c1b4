/** A client of the admin API that reads lists. */
import { Agent, get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** A page as it came in. */
export interface FetchedPage {
  readonly items: number;
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** Reads pages of devices over one connection. */
export interface PageClient {
  /** Throws for any answer but 200. Without a cursor it is the first page. */
  fetchPage(limit: number, cursor: string | null): Promise<FetchedPage>;
  close(): void;
}

/** Devices come in the order of their names. */
export const createPageClient = (url: string, token: string): PageClient => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const options = { agent, headers: { Authorization: `Bearer ${token}` } };
  const fetchPage = async (limit: number, cursor: string | null): Promise<FetchedPage> => {
    const query = new URLSearchParams({ 'order-by': 'name-asc', limit: String(limit) });
    if (cursor !== null) query.set('cursor', cursor);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${url}/v1/devices?${query.toString()}`, options, resolve).once('error', reject);
    });
    const body = await text(response);
    if (response.statusCode !== 200)
      throw new Error(`the admin API answered ${response.statusCode}: ${body.slice(0, 200)}`);
    const nextCursor = response.headers['x-next-cursor'];
    return {
      items: (JSON.parse(body) as readonly unknown[]).length,
      nextCursor: typeof nextCursor === 'string' ? nextCursor : null,
    };
  };
  return { fetchPage, close: () => agent.destroy() };
};
