/** Passwords that everybody tries first. */

/** As short as a password can be under any rules. */
const lengthMin = 8;

let common: Promise<ReadonlySet<string>> | null = null;

/** About 18,000, from lists of what people chose; read when the first password is set, since few processes need them. */
const load = async (): Promise<ReadonlySet<string>> => {
  const { dictionary } = await import('./common-dictionary.ts');
  const words = dictionary['passwords-common'] as readonly string[];
  return new Set(words.filter((word) => word.length >= lengthMin));
};

/** One to four characters, over and over. */
const repetition = /^(.{1,4}?)\1+$/su;

/** Whoever guesses passwords here begins with these; the longer ones first, since they hold shorter ones. */
const ownWords =
  /administrator|moorgate|operator|password|gateway|factory|devices?|passwort|admin|fleet/gu;

/** How many letters there are beside them, in a password that is more than one of them with a number. */
const ownLettersMin = 4;

const isMadeOfOwnWords = (plain: string): boolean => {
  const rest = plain.replaceAll(ownWords, '');
  const letters = rest.match(/\p{L}/gu) ?? [];
  return rest.length < plain.length && letters.length < ownLettersMin;
};

/**
 * Whether a password is among those that are tried first, in whatever case: known ones, a few characters over and over, words
 * of this program with little beside them.
 */
export const isCommonPassword = async (password: string): Promise<boolean> => {
  const plain = password.normalize('NFC').toLowerCase();
  if (repetition.test(plain) || isMadeOfOwnWords(plain)) return true;
  common ??= load();
  return (await common).has(plain);
};
