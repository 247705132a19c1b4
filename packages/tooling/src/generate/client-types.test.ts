import { clientTypesGenerator } from './client-types.ts';

test('the types know requests and answers, of errors no more than their one form', async () => {
  const [file] = await clientTypesGenerator.produce('.');
  expect(file?.text).toMatch(/^\/\*\* The operations of the admin API/);
  expect(file?.text).toContain('"/devices/{uuid}"');
  expect(file?.text).toContain('Problem: {');
  expect(file?.text).not.toMatch(/^ +(401|503): \{$/m);
  expect(await clientTypesGenerator.produce('.')).toEqual([file]);
});
