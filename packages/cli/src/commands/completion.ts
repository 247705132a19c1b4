/** `moorgate completion`: a script for a shell. */
import { Argument, type Command } from 'commander';
import { completionScripts } from '../completion/scripts.ts';
import type { Terminal } from '../terminal.ts';

const shells = Object.keys(completionScripts) as (keyof typeof completionScripts)[];

/** Gives `completion` its argument and what it does. */
export const defineCompletion = (command: Command, terminal: Terminal): void => {
  command
    .addArgument(new Argument('<shell>', 'whose script').choices(shells))
    .addHelpText(
      'after',
      '\nFor this session: source <(moorgate completion bash)\nFor every session: put that line into ~/.bashrc, or into ~/.zshrc with zsh behind compinit;\nfor fish: moorgate completion fish > ~/.config/fish/completions/moorgate.fish',
    )
    .action((shell: keyof typeof completionScripts) => terminal.write(completionScripts[shell]));
};
