/** Why the command line could not make a key or a certificate. */

/** The message is one sentence for a person, without the content of any key. */
export class PkiError extends Error {
  override readonly name = 'PkiError';
}
