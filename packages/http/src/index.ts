export type { AnyEndpoint, Credentials, Dialect } from './define-dialect.ts';
export {
  defineEndpoint,
  type Access,
  type Endpoint,
  type Input,
  type Method,
  type Reply,
  type RequestDefinition,
  type ResponseDefinition,
} from './define-endpoint.ts';
