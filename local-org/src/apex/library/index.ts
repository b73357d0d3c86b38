/** The platform's Apex classes. Importing this module registers every implementation with `runtime/registry.ts`, once per thread. */
import { implement } from '../runtime/registry.ts';
import { assertFunctions } from './assertions.ts';
import { collatorFunctions } from './collator.ts';
import { iteratorFunctions, listFunctions, mapFunctions, setFunctions } from './collections.ts';
import { dateFunctions, datetimeFunctions, timeFunctions, timeZoneFunctions } from './dates.ts';
import { exceptionFunctions } from './exceptions.ts';
import { generatorFunctions, jsonFunctions, parserFunctions } from './json.ts';
import { mathFunctions, numberFunctions, valueObjectFunctions } from './numbers.ts';
import { patternFunctions } from './patterns.ts';
import { sobjectFunctions } from './sobjects.ts';
import { stringFunctions } from './strings.ts';
import { enumFunctions, objectFunctions, typeFunctions } from './types.ts';

for (const functions of [
  assertFunctions,
  collatorFunctions,
  dateFunctions,
  datetimeFunctions,
  enumFunctions,
  exceptionFunctions,
  generatorFunctions,
  iteratorFunctions,
  jsonFunctions,
  listFunctions,
  mapFunctions,
  mathFunctions,
  numberFunctions,
  objectFunctions,
  parserFunctions,
  patternFunctions,
  setFunctions,
  sobjectFunctions,
  stringFunctions,
  timeFunctions,
  timeZoneFunctions,
  typeFunctions,
  valueObjectFunctions,
]) {
  implement(functions);
}
