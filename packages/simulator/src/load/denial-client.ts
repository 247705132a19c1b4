/** A client of the admin API that denies devices. */
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Denies devices over one connection. */
export interface DenialClient {
  /** Resolves with the answer 204, when the device is out; throws for any other. */
  deny(uuid: string): Promise<void>;
  close(): void;
}

/** Makes it; it connects when it is used. */
export const createDenialClient = (url: string, token: string): DenialClient => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const options = { agent, method: 'DELETE', headers: { Authorization: `Bearer ${token}` } };
  return {
    deny: async (uuid) => {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        request(`${url}/v1/devices/${uuid}`, options, resolve).once('error', reject).end();
      });
      const body = await text(response);
      if (response.statusCode !== 204)
        throw new Error(`the admin API answered ${response.statusCode}: ${body.slice(0, 200)}`);
    },
    close: () => agent.destroy(),
  };
};
