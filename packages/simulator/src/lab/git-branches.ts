/** Branches with much in them, written as fast as Git can (git-fast-import(1)). */
import { randomBytes } from 'node:crypto';
import type { GitClient } from './git-client.ts';

const filesPerCommit = 40;
/** More than files of a commit: each of them is in a folder of its own. */
const folders = 50;
const mebibyte = 1_048_576;

/** The parts of a large file are sent as they were written: a client spends no time on them. */
const unpacked = ['-c', 'core.compression=0', '-c', 'fastimport.unpackLimit=0'] as const;

const commitHead = (branch: string, number: number): string =>
  `commit refs/heads/${branch}\ncommitter bench <bench@moorgate.test> ${1_700_000_000 + number} +0000\ndata 1\nx\n`;

const oneFile = function* (branch: string, mib: number): Generator<Buffer | string> {
  yield commitHead(branch, 0);
  yield `M 100644 inline large\ndata ${mib * mebibyte}\n`;
  for (let written = 0; written < mib; written += 1) yield randomBytes(mebibyte);
  yield '\n';
};

/** Some kibibyte that no other file has. */
const smallContent = (index: number): string =>
  `${randomBytes(12).toString('hex')}\n${`line ${index}\n`.repeat(20 + (index % 200))}`;

const manyFiles = function* (branch: string, commits: number): Generator<Buffer | string> {
  for (let number = 0; number < commits; number += 1) {
    yield commitHead(branch, number);
    for (let file = 0; file < filesPerCommit; file += 1) {
      const index = number * filesPerCommit + file;
      const content = smallContent(index);
      yield `M 100644 inline folder-${index % folders}/file-${index}\ndata ${content.length}\n${content}\n`;
    }
  }
};

/** A commit of one file of random content, which nothing makes smaller. */
export const writeLargeBranch = async (
  client: GitClient,
  branch: string,
  mib: number,
): Promise<void> => {
  await client.run([...unpacked, 'fast-import', '--quiet'], oneFile(branch, mib));
};

/** A history of so many commits, each of which adds forty files of some kibibytes. */
export const writeLongBranch = async (
  client: GitClient,
  branch: string,
  commits: number,
): Promise<void> => {
  await client.run([...unpacked, 'fast-import', '--quiet'], manyFiles(branch, commits));
};

/** How many objects such a history has: for each commit itself, its files, the folders that they are in, and the one above. */
export const objectsOf = (commits: number): number => commits * (2 + 2 * filesPerCommit);
