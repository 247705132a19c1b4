/** Tests that only some machines can run. */

/** Declares tests that run where the condition holds; elsewhere they are skipped, and their titles say why. */
const testWhen =
  (condition: boolean, reason: string) =>
  (title: string, body: () => Promise<void>): void => {
    const declare = condition ? test : test.skip;
    declare(condition ? title : `${title} (${reason})`, body);
  };

const isRoot = process.getuid?.() === 0;

/** What only root can prove: that the server runs as another user. */
export const testAsRoot = testWhen(isRoot, 'needs root');

/** What root cannot prove: root may do everything. */
export const testAsOrdinaryUser = testWhen(!isRoot, 'needs an ordinary user');
