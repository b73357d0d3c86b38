/** Apex values: what emitted code and the library share. */
export { Blob } from './blob.ts';
export { BoxedDouble, BoxedId, EnumValue, PlatformObject, idForm, toId } from './boxes.ts';
export { ApexList, ApexMap, ApexSet } from './collections.ts';
export { ApexDate, ApexDatetime, ApexTime } from './dates.ts';
export { Decimal } from './decimal.ts';
export type { RoundingModeName } from './decimal.ts';
export { doubleText } from './double-text.ts';
export { compareNumbers, hashOf, looseEqual, stringHash, stringsEqual, valuesEqual } from './equality.ts';
export { fromFieldValue, toFieldValue } from './field-values.ts';
export { enterRuntime, leaveRuntime, runningRuntime } from './running.ts';
export { ApexSObject, CompoundValue } from './sobject.ts';
export type { RecordError } from './sobject.ts';
export { box, exceptionText, textOf, unbox } from './text.ts';
export {
  SObjectFieldToken,
  SObjectTypeToken,
  TypeValue,
  platformEnum,
  platformEnumValues,
  sobjectFieldToken,
  sobjectTypeToken,
  typeValue,
} from './tokens.ts';
