/** How accounts are called that a login creates. */

const lengthMax = 64;

/**
 * The names to try for the account of somebody new, in their order: `<provider>@<login>`, then the same with `-2`, `-3` and
 * so on. What a username cannot hold becomes a hyphen, and what is too long is cut, so different logins can begin with the
 * same name; that it is free has to be seen by inserting it.
 */
export function* accountNames(provider: string, login: string): Generator<string, never> {
  const clean = login.normalize('NFKC').replace(/[^A-Za-z0-9._@-]+/g, '-');
  const name = `${provider}@${clean === '' ? 'unnamed' : clean}`;
  yield name.slice(0, lengthMax);
  for (let number = 2; ; number += 1) {
    const suffix = `-${number}`;
    yield name.slice(0, lengthMax - suffix.length) + suffix;
  }
}
