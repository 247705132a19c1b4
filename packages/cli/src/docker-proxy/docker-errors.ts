/** Errors in the form that Docker clients print: `{"message": …}`, as the API of engines has them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { passAnswerOn } from '@moorgate/beacon-agent';

/** Answers with one; cuts an answer that has begun. */
export const answerError = (response: ServerResponse, status: number, message: string): void => {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = `${JSON.stringify({ message })}\n`;
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
};

/** A problem object (RFC 9457) comes from the server, in the place of the engine. */
const isProblem = ({ headers }: IncomingMessage): boolean =>
  headers['content-type']?.startsWith('application/problem+json') === true;

const messageOf = (body: string): string => {
  try {
    const { title, detail, code } = JSON.parse(body) as Readonly<Record<string, unknown>>;
    const words = [title, detail].filter((part) => typeof part === 'string');
    return `moorgate: ${words.join(' ')} (${String(code)})`;
  } catch {
    return 'moorgate: the server refused';
  }
};

/** Passes an answer back: that of an engine as it is, a refusal of the server in the words of one. */
export const passDockerAnswer = async (
  answer: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  if (!isProblem(answer)) return passAnswerOn(answer, response);
  answerError(response, answer.statusCode ?? 502, messageOf(await text(answer)));
};
