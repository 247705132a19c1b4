/** Prints the line that closes every run: "N passed, N failed", and how many were skipped. */
export default class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const titles = results.testResults.flatMap(({ testResults }) =>
      testResults.filter(({ status }) => status === 'pending').map(({ fullName }) => fullName),
    );
    const line = `${results.numPassedTests} passed, ${failed} failed`;
    // Other reporters may still print their summaries after this one was called.
    process.once('exit', () => {
      for (const title of titles) process.stdout.write(`skipped: ${title}\n`);
      process.stdout.write(skipped > 0 ? `${line}, ${skipped} skipped\n` : `${line}\n`);
    });
  }
}
