/** What people type, and what pipes bring: secrets come this way, never by an argument, which every process could read. */
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';

/** All of standard input. */
export const readInput = (): Promise<string> => text(process.stdin);

/** What a person types, which is not shown. Throws without a terminal, and when it is cancelled with Ctrl-C. */
export const askSecret = (prompt: string): Promise<string> => {
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  return askOn(unseen, prompt);
};

/** What a person types. Throws without a terminal, and when it is cancelled with Ctrl-C. */
export const ask = (prompt: string): Promise<string> => askOn(process.stderr, prompt);

const askOn = (output: NodeJS.WritableStream, prompt: string): Promise<string> => {
  if (!process.stdin.isTTY)
    throw new Error('no terminal to ask; what is asked for can be given on standard input');
  // From here on the terminal shows nothing of what is typed by itself; whoever types as soon as they are asked is safe.
  const reader = createInterface({ input: process.stdin, output, terminal: true });
  process.stderr.write(prompt);
  return new Promise((resolve, reject) => {
    reader.once('line', (answer) => {
      resolve(answer);
      reader.close();
    });
    // Ctrl-C and Ctrl-D close it without an answer.
    reader.once('close', () => {
      if (output !== process.stderr) process.stderr.write('\n');
      reject(new Error('cancelled'));
    });
  });
};
