/** The command line `moorgate`. */
import { runCommandLine } from './command-line.ts';
import { systemTerminal } from './terminal.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), systemTerminal(process.env));
