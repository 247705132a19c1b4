/** A commit, as far as others are told of it. */

export interface Commit {
  /** The object name, in full. */
  readonly id: string;
  readonly parents: readonly string[];
  /** The message; invalid UTF-8 is replaced, and what is beyond 64 KiB left out. */
  readonly message: string;
  /** `Name <address>`, as the commit has it. */
  readonly author: string;
  /** When it was committed. */
  readonly at: Date;
}

/** How `git log` has to say them: fields end with NUL, except for the message, which ends with the record. */
export const commitFormat = '%H%x00%P%x00%an <%ae>%x00%ct%x00%B';

/** The commit of one record. */
export const commitFrom = (record: string): Commit => {
  const [id = '', parents = '', author = '', seconds = '0', ...message] = record.split('\0');
  return {
    id,
    parents: parents.split(' ').filter((one) => one !== ''),
    author,
    at: new Date(Number(seconds) * 1_000),
    message: message.join('\0').replace(/\n+$/, ''),
  };
};
