export {
  catalogue,
  describeError,
  type ErrorCode,
  refusalCodes,
  type RefusalCode,
} from './catalogue.ts';
export type { CatalogueEntry, ErrorKind } from './catalogue-entry.ts';
export {
  DomainError,
  fault,
  toDomainError,
  type FaultDetails,
  type Issue,
} from './domain-error.ts';
