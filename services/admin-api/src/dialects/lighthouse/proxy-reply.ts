/** The answer of an engine as clients of this dialect get it. */
import { STATUS_CODES } from 'node:http';
import type { DockerAnswer } from '@moorgate/docker-hosts';
import type { Reply } from '@moorgate/http';

const detailBytesMax = 4_096;

/** At most so much of the body; what follows is not read. */
const readDetail = async (body: AsyncIterable<Buffer>): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= detailBytesMax) break;
  }
  const text = Buffer.concat(chunks).subarray(0, detailBytesMax).toString('utf8');
  return text.replace(/\ufffd$/, '');
};

/**
 * A success goes through with its status, its media type and its bytes, as they come. Everything above 299 is an error of
 * the area `docker`, but for 304, which has no body.
 */
export const proxyReply = async ({
  status,
  reason,
  headers,
  body,
}: DockerAnswer): Promise<Reply> => {
  const type = headers['content-type'];
  const typed = type === undefined ? {} : { headers: { 'Content-Type': type } };
  if (status === 204 || status === 304) {
    body.resume();
    return { status };
  }
  if (status <= 299) return { status, ...typed, stream: { bytes: body, mayRest: true } };
  const words = reason === '' ? (STATUS_CODES[status] ?? '') : reason;
  const Detail = await readDetail(body);
  const Message = `${String(status)} ${words}`.trim();
  return { status, body: { Cause: 'docker', Message, ...(Detail === '' ? {} : { Detail }) } };
};
