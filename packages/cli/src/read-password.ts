/** A password from a person or from a pipe, never from an argument, where every process could read it. */
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';

/** Reads one password: all of standard input without its last line break, or what a person types, which is not shown. */
export const readPassword = async (fromStandardInput: boolean): Promise<string> => {
  if (fromStandardInput) return (await text(process.stdin)).replace(/\r?\n$/, '');
  if (!process.stdin.isTTY)
    throw new Error('no terminal to ask for a password; use --password-stdin');
  const password = await ask('Password: ');
  if ((await ask('Once more: ')) !== password) throw new Error('the two passwords differ');
  return password;
};

const ask = (prompt: string): Promise<string> => {
  process.stderr.write(prompt);
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: unseen, terminal: true });
  return new Promise((resolve, reject) => {
    reader.once('SIGINT', () => {
      reader.close();
      reject(new Error('cancelled'));
    });
    reader.question('', (answer) => {
      reader.close();
      process.stderr.write('\n');
      resolve(answer);
    });
  });
};
