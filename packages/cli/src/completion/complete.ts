/** What a shell offers for the word that is being typed, read from the tree of commands. */
import type { Argument, Command, Option } from 'commander';
import { loadProgram } from '../load-program.ts';
import type { Terminal } from '../terminal.ts';
import type { Candidate } from './candidate.ts';
import { listValues } from './list-values.ts';

/** Words to choose from; or `files`, where the shell knows better. */
export type Candidates = readonly Candidate[] | 'files';

/** Where on the line the last word stands. */
interface Place {
  readonly command: Command;
  /** How many arguments stand before it. */
  readonly operands: number;
  /** The option whose value it is; null where it is none. */
  readonly option: Option | null;
  /** False behind `--`, where nothing is an option. */
  readonly mayBeOption: boolean;
}

const optionOf = (command: Command, word: string): Option | undefined =>
  command.options.find(({ long, short }) => word === long || word === short);

const takesValue = (option: Option): boolean => option.required || option.optional;

const stepOption = (place: Place, word: string): Place => {
  if (word === '--') return { ...place, mayBeOption: false };
  const option = optionOf(place.command, word);
  return option !== undefined && takesValue(option) ? { ...place, option } : place;
};

/** The place behind one more word. */
const step = (place: Place, word: string): Place => {
  const { command, operands, option, mayBeOption } = place;
  if (option !== null) return { ...place, option: null };
  if (mayBeOption && word.startsWith('-')) return stepOption(place, word);
  const child = operands === 0 ? command.commands.find((one) => one.name() === word) : undefined;
  return child === undefined
    ? { ...place, operands: operands + 1 }
    : { ...place, command: child, operands: 0 };
};

const optionsOf = ({ options }: Command): Candidate[] =>
  [
    ...options.filter(({ hidden }) => !hidden),
    { long: '--help', description: 'display help for command' },
  ].map(({ long, description }) => ({ value: long ?? '', description }));

const visible = (command: Command): Candidate[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((one) => ({ value: one.name(), description: one.description() }));

/** The name between the brackets of `--context <context>`. */
const valueName = ({ flags }: Option): string => /[<[]([^>\].]+)/.exec(flags)?.[1] ?? '';

const fileNames: readonly string[] = ['file', 'directory'];

/** The choices that the tree names; else those that the name of the value stands for. */
const valuesFor = async (
  { argChoices, name }: { argChoices: readonly string[] | undefined; name: string },
  terminal: Terminal,
  words: readonly string[],
): Promise<Candidates> => {
  if (argChoices !== undefined) return argChoices.map((value) => ({ value }));
  if (fileNames.includes(name)) return 'files';
  return listValues(name, { terminal, words });
};

const ofOption = (option: Option, terminal: Terminal, words: readonly string[]) =>
  valuesFor({ argChoices: option.argChoices, name: valueName(option) }, terminal, words);

const argumentAt = ({ registeredArguments }: Command, index: number): Argument | undefined => {
  const last = registeredArguments.at(-1);
  return registeredArguments[index] ?? (last?.variadic === true ? last : undefined);
};

/** `--option=value`, where the shell sees one word. */
const joinedOption = (
  { command, mayBeOption }: Place,
  word: string,
): { option: Option; prefix: string } | null => {
  const at = word.indexOf('=');
  const option = mayBeOption && at > 0 ? optionOf(command, word.slice(0, at)) : undefined;
  return option !== undefined && takesValue(option)
    ? { option, prefix: word.slice(0, at + 1) }
    : null;
};

const candidatesAt = async (
  place: Place,
  terminal: Terminal,
  words: readonly string[],
): Promise<Candidates> => {
  const word = words.at(-1) ?? '';
  if (place.option !== null) return ofOption(place.option, terminal, words);
  const joined = joinedOption(place, word);
  if (joined !== null) {
    const values = await ofOption(joined.option, terminal, words);
    return values === 'files'
      ? []
      : values.map((one) => ({ ...one, value: joined.prefix + one.value }));
  }
  if (place.mayBeOption && word.startsWith('-')) return optionsOf(place.command);
  if (place.operands === 0 && place.command.commands.length > 0) return visible(place.command);
  const argument = argumentAt(place.command, place.operands);
  if (argument === undefined) return [];
  return valuesFor({ argChoices: argument.argChoices, name: argument.name() }, terminal, words);
};

/** How many words are offered at most. */
const candidatesMax = 50;

/**
 * The candidates for the last of `words`, which stand behind the program's name: those that begin as it does, 50 at most.
 * What the server would have to say and does not say soon is left out.
 */
export const complete = async (
  words: readonly string[],
  terminal: Terminal,
): Promise<Candidates> => {
  const before = words.slice(0, -1);
  const command = await loadProgram(before, terminal);
  const start: Place = { command, operands: 0, option: null, mayBeOption: true };
  const candidates = await candidatesAt(before.reduce(step, start), terminal, words);
  if (candidates === 'files') return 'files';
  const word = words.at(-1) ?? '';
  return candidates.filter(({ value }) => value.startsWith(word)).slice(0, candidatesMax);
};
