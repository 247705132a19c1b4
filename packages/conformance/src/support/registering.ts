/** A device that registers itself, as the tools on devices do: a key, a request for a certificate, one call. */
import { randomUUID } from 'node:crypto';
import {
  createKeyPair,
  createSigningRequest,
  encode,
  objectIdentifier,
  sequence,
  toPem,
} from '@moorgate/testing';
import type { DeviceFiles } from './device.ts';

/** A device that has a key and no certificate yet. */
export interface RegisteringDevice {
  readonly uuid: string;
  readonly keyPem: string;
  /** What the tools send; every scalar is a string. */
  readonly body: Readonly<Record<string, unknown>>;
}

const utf8String = 0x0c;
const set = 0x31;

const attribute = (type: string, value: string): Buffer =>
  encode(set, sequence(objectIdentifier(type), encode(utf8String, Buffer.from(value))));

/** Draws a key and asks for a certificate of the factory `acme`, or of another one. */
export const registeringDevice = (
  names: { readonly uuid?: string; readonly factory?: string } = {},
): RegisteringDevice => {
  const { uuid = randomUUID(), factory = 'acme' } = names;
  const keys = createKeyPair();
  const subject = sequence(attribute('2.5.4.3', uuid), attribute('2.5.4.11', factory));
  return {
    uuid,
    keyPem: keys.privateKey.export({ type: 'sec1', format: 'pem' }) as string,
    body: {
      'use-ostree-server': 'true',
      'sota-config-dir': '/var/sota',
      'hardware-id': 'intel-corei7-64',
      name: uuid,
      uuid,
      csr: toPem('CERTIFICATE REQUEST', createSigningRequest({ subject, keys })),
      overrides: { pacman: { type: '"ostree+compose_apps"', tags: '"main"' } },
    },
  };
};

/** Sends the request, with the header that carries the token; answers what came back. */
export const register = async (
  url: string,
  token: Readonly<Record<string, string>>,
  device: RegisteringDevice,
): Promise<{ readonly status: number; readonly body: Readonly<Record<string, string>> }> => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...token },
    body: JSON.stringify(device.body),
    redirect: 'error',
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
};

/** The files that a registered device has. */
export const filesOf = (
  device: RegisteringDevice,
  answered: Readonly<Record<string, string>>,
): DeviceFiles => ({
  ca: answered['root.crt'] ?? '',
  cert: answered['client.pem'] ?? '',
  key: device.keyPem,
});
