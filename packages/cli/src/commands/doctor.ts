/** `moorgate doctor`: what is wrong with an installation. */
import type { Command } from 'commander';
import { readCliConfig } from '../config.ts';
import { examine } from '../doctor/examine.ts';
import { dataDirectoryOf, type DataDirOption, withDataDir } from './options.ts';

/** Gives `doctor` its options and what it does. */
export const defineDoctor = (doctor: Command): void => {
  withDataDir(doctor).action(async (options: DataDirOption) => {
    const findings = await examine(dataDirectoryOf(options), readCliConfig().databaseUrl);
    for (const finding of findings)
      process.stdout.write(`${finding.isGood ? 'good' : 'BAD '}  ${finding.sentence}\n`);
    const bad = findings.filter((finding) => !finding.isGood).length;
    if (bad > 0) throw new Error(bad === 1 ? 'one finding is bad' : `${bad} findings are bad`);
  });
};
