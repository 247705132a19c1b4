/** Pushes that no git sends: the bytes of the protocol, put together by hand (gitprotocol-pack(5)). */
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { deflateSync } from 'node:zlib';

/** A command of a push. */
export interface RawCommand {
  readonly old: string;
  readonly new: string;
  readonly ref: string;
}

/** Neither before nor after. */
export const none = '0'.repeat(40);

/** A line of the protocol. */
export const packetLine = (text: string | Buffer): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes]);
};

/** The commands of a push, up to its pack. */
export const commandLines = (commands: readonly RawCommand[]): Buffer =>
  Buffer.concat([
    ...commands.map((one, index) =>
      packetLine(
        `${one.old} ${one.new} ${one.ref}${index === 0 ? '\0report-status side-band-64k' : ''}\n`,
      ),
    ),
    Buffer.from('0000'),
  ]);

/** The name that Git gives to content. */
export const blobId = (content: Buffer): string =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');

const entryHead = (type: number, size: number): Buffer => {
  const bytes: number[] = [];
  let rest = Math.floor(size / 16);
  let byte = (type << 4) | (size & 15);
  while (rest > 0) {
    bytes.push(byte | 0x80);
    byte = rest & 0x7f;
    rest = Math.floor(rest / 128);
  }
  bytes.push(byte);
  return Buffer.from(bytes);
};

/** An entry of a pack that holds a blob. */
export const blobEntry = (content: Buffer): Buffer =>
  Buffer.concat([entryHead(3, content.length), deflateSync(content)]);

const variableSize = (size: number): Buffer => {
  const bytes: number[] = [];
  let rest = size;
  while (rest >= 128) {
    bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
};

/** An entry that says: the whole base, so many times (gitformat-pack(5)). The base has at most 16,777,215 bytes. */
export const repeatingEntry = (base: Buffer, times: number): Buffer => {
  const size = [base.length & 0xff, (base.length >> 8) & 0xff, (base.length >> 16) & 0xff];
  const copy = Buffer.from([0x80 | 0x70, ...size]);
  const delta = Buffer.concat([
    variableSize(base.length),
    variableSize(base.length * times),
    ...Array.from({ length: times }, () => copy),
  ]);
  const baseId = Buffer.from(blobId(base), 'hex');
  return Buffer.concat([entryHead(7, delta.length), baseId, deflateSync(delta)]);
};

/** A whole pack. */
export const packOf = (entries: readonly Buffer[]): Buffer => {
  const head = Buffer.alloc(12);
  head.write('PACK');
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(entries.length, 8);
  const content = Buffer.concat([head, ...entries]);
  return Buffer.concat([content, createHash('sha1').update(content).digest()]);
};

/** A request that is being sent. */
export interface RawRequest {
  write(piece: Buffer): void;
  end(): void;
  /** Breaks the connection off. */
  cut(): void;
  /** Takes nothing more of the answer, from now on. */
  hold(): void;
  /** The status and the whole answer; status 0 where the connection broke off before one began. */
  readonly answered: Promise<{ status: number; text: string }>;
  /** Resolves with the first bytes of the answer. */
  readonly begun: Promise<void>;
}

/** Sends to a service of a repository whose address has a token in it. */
export const rawRequest = (
  repositoryUrl: string,
  service: 'git-upload-pack' | 'git-receive-pack',
  headers: Readonly<Record<string, string>> = {},
): RawRequest => {
  const { origin, pathname, username, password } = new URL(repositoryUrl);
  const sent = request(`${origin}${pathname}/${service}`, {
    method: 'POST',
    auth: `${username}:${password}`,
    headers: { 'Content-Type': `application/x-${service}-request`, ...headers },
  });
  let hold = (): void => undefined;
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const answered = new Promise<{ status: number; text: string }>((resolve) => {
    const pieces: Buffer[] = [];
    let status = 0;
    const finish = (): void => resolve({ status, text: Buffer.concat(pieces).toString('latin1') });
    sent.once('error', finish).once('close', finish);
    sent.once('response', (response) => {
      status = response.statusCode ?? 0;
      hold = () => void response.pause();
      response.on('error', () => undefined);
      response.on('data', (piece: Buffer) => {
        pieces.push(piece);
        begin();
      });
      response.once('close', finish);
    });
  });
  return {
    write: (piece) => void sent.write(piece),
    end: () => void sent.end(),
    cut: () => void sent.destroy(),
    hold: () => hold(),
    answered,
    begun,
  };
};

/** Pushes these commands with this pack. */
export const rawPush = (
  repositoryUrl: string,
  commands: readonly RawCommand[],
  pack: Buffer = Buffer.alloc(0),
): Promise<{ status: number; text: string }> => {
  const sent = rawRequest(repositoryUrl, 'git-receive-pack');
  sent.write(commandLines(commands));
  sent.write(pack);
  sent.end();
  return sent.answered;
};
