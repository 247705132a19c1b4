/** Bodies of answers that have to be short. */

/** Reads a body of at most so many bytes; throws for a longer one. */
export const readBounded = async (response: Response, bytesMax: number): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const body = response.body as ReadableStream<Uint8Array> | null;
  for await (const part of body ?? []) {
    bytes += part.length;
    if (bytes > bytesMax) throw new Error('the answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts);
};
