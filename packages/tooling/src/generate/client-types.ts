/** The types of the client of the admin API, from the same document that describes it to everybody else. */
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { describeNativeApi } from './described-apis.ts';
import type { Generator } from './generator.ts';

const notice =
  '/** The operations of the admin API and their bodies; generated from the endpoints, `make swagger` writes it again. */\n';

interface Operation {
  readonly responses: Readonly<Record<string, unknown>>;
}

/** Errors are one type, whatever the status; a client that gets one throws it. */
const withoutErrors = (operation: Operation): Operation => ({
  ...operation,
  responses: Object.fromEntries(
    Object.entries(operation.responses).filter(([status]) => Number(status) < 400),
  ),
});

const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && 'responses' in value;

const successesOf = (paths: object): Record<string, object> =>
  Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item as object).map(([method, value]: [string, unknown]) => [
          method,
          isOperation(value) ? withoutErrors(value) : value,
        ]),
      ),
    ]),
  );

/** Writes the types of requests and of answers that are no errors. */
export const clientTypesGenerator: Generator = {
  name: 'client',
  produce: async () => {
    const document = describeNativeApi('0') as { paths: object };
    const described = { ...document, paths: successesOf(document.paths) };
    const types = await openapiTS(JSON.parse(JSON.stringify(described)) as OpenAPI3, {
      alphabetize: true,
      defaultNonNullable: false,
    });
    return [{ path: 'packages/client/src/api.generated.ts', text: notice + astToString(types) }];
  },
};
