/** `make check`: every rule of the house that a program can check. */
import { listChecks } from './checks/list-checks.ts';
import { runChecks, type Outcome } from './checks/run-checks.ts';
import { repositoryRoot } from './repository.ts';

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const reportLine = ({ name, durationMs, complaint }: Outcome): void => {
  const seconds = (durationMs / 1000).toFixed(1).padStart(6);
  print(`${complaint === '' ? 'ok  ' : 'FAIL'} ${seconds} s  ${name}`);
};

const outcomes = await runChecks(listChecks(repositoryRoot), 2, reportLine);
const failed = outcomes.filter(({ complaint }) => complaint !== '');
for (const { name, complaint } of failed) print(`\n--- ${name}\n${complaint}`);
print(`\n${outcomes.length - failed.length} checks passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
