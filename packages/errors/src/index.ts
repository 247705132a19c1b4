export {
  catalogue,
  describeError,
  type CatalogueEntry,
  type ErrorCode,
  type ErrorKind,
  refusalCodes,
  type RefusalCode,
} from './catalogue.ts';
export {
  DomainError,
  fault,
  toDomainError,
  type FaultDetails,
  type Issue,
} from './domain-error.ts';
