/** What a command at the top is. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

/** Gives a command its arguments, options, commands below it, and what it does. */
export type DefineCommand = (command: Command, terminal: Terminal) => void;

/** A command at the top. */
export interface TopCommand {
  readonly name: string;
  readonly description: string;
  /** `words` are the line; a group may load no more than they need. */
  load(words: readonly string[]): Promise<DefineCommand>;
}
