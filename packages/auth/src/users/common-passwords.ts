/** Passwords that everybody tries first. */

/** As short as a password can be under any rules. */
const lengthMin = 8;

let common: Promise<ReadonlySet<string>> | null = null;

/** About 18,000, from lists of what people chose; read when the first password is set, since few processes need them. */
const load = async (): Promise<ReadonlySet<string>> => {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const words = dictionary['passwords-common'] as readonly string[];
  return new Set(words.filter((word) => word.length >= lengthMin));
};

/** One to four characters, over and over. */
const repetition = /^(.{1,4}?)\1+$/su;

/** Whether a password is among those that are tried first, in whatever case, or a few characters over and over. */
export const isCommonPassword = async (password: string): Promise<boolean> => {
  const plain = password.normalize('NFC').toLowerCase();
  if (repetition.test(plain)) return true;
  common ??= load();
  return (await common).has(plain);
};
