/** Reading YAML that somebody pushed, in a time that grows with its length alone. */
import { isScalar, parseDocument, visit, type YAMLMap } from 'yaml';

/** References multiply what they lead to, and each is looked for from the beginning. */
const aliasesMax = 100;

/** Nothing is compared each with each, and no fault is shown with what is around it. */
const inShortTime = { logLevel: 'silent', prettyErrors: false, uniqueKeys: false } as const;

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** The library would compare each with each. */
const requireEachOnce = ({ items }: YAMLMap): void => {
  const names = new Set<string>();
  for (const { key } of items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    if (names.has(name)) throw new Error(`It has the key ${name.slice(0, 100)} twice.`);
    names.add(name);
  }
};

/**
 * The value of a YAML 1.2 document with keys of plain text, each once in its place, and with few references. Throws an error
 * whose message is a sentence for whoever wrote it. The length of the text is for the caller to bound.
 */
export const parseForeignYaml = (text: string): unknown => {
  const document = parseDocument(text, inShortTime);
  const [error] = document.errors;
  if (error !== undefined)
    throw new Error(`It is no YAML in line ${String(lineAt(text, error.pos[0]))}.`);
  let aliases = 0;
  visit(document, {
    Alias: () => {
      aliases += 1;
      if (aliases > aliasesMax) throw new Error('It has too many references.');
    },
    Map: (_place, map) => requireEachOnce(map),
    // A list or a map as a key is made into text, with all keys in it again: of some hundred in each other that never ends.
    Pair: (_place, { key }) => {
      if (!isScalar(key)) throw new Error('It has a key that is no plain text.');
    },
  });
  try {
    return document.toJS({ maxAliasCount: aliasesMax });
  } catch (cause) {
    throw new Error('It has too many references.', { cause });
  }
};
