/** The platform's Apex classes. Importing this module registers every implementation with `runtime/registry.ts`, once per thread. */
import { implement, type PlatformFunction } from '../runtime/registry.ts';
import { assertFunctions } from './assertions.ts';
import { collatorFunctions } from './collator.ts';
import { formulaFunctions } from './formulas.ts';
import { invocableActionFunctions } from './invocable-actions.ts';
import { iteratorFunctions, listFunctions, mapFunctions, setFunctions } from './collections.ts';
import { dateFunctions, datetimeFunctions, timeFunctions, timeZoneFunctions } from './dates.ts';
import { exceptionFunctions } from './exceptions.ts';
import { addressFunctions, locationFunctions } from './places.ts';
import { orgLimitFunctions } from './org-limits.ts';
import { pageMessageFunctions } from './page-messages.ts';
import { pageFunctions } from './pages.ts';
import { standardControllerFunctions } from './standard-controllers.ts';
import { generatorFunctions, jsonFunctions, parserFunctions } from './json.ts';
import { mathFunctions, numberFunctions, valueObjectFunctions } from './numbers.ts';
import { patternFunctions } from './patterns.ts';
import { sobjectFunctions } from './sobjects.ts';
import { stringFunctions } from './strings.ts';
import { asyncFunctions } from './async-jobs.ts';
import { cursorFunctions } from './cursors.ts';
import { databaseFunctions } from './database.ts';
import { dataWeaveFunctions } from './data-weave.ts';
import { searchFunctions } from './searches.ts';
import { describeFunctions } from './describe.ts';
import { duplicateFunctions } from './duplicates.ts';
import { cryptoFunctions, encodingFunctions, urlFunctions, uuidFunctions } from './encoding.ts';
import { httpFunctions, restFunctions } from './http.ts';
import { metadataValueFunctions } from './metadata-values.ts';
import { messagingFunctions } from './messaging.ts';
import { connectApiFunctions } from './connect-api.ts';
import { cacheFunctions } from './platform-cache.ts';
import { networkFunctions } from './networks.ts';
import { passwordFunctions } from './passwords.ts';
import { registrationFunctions } from './registration-handlers.ts';
import { eventBusFunctions, securityFunctions } from './security-class.ts';
import {
  featureFunctions,
  labelFunctions,
  limitsFunctions,
  requestFunctions,
  systemFunctions,
  userInfoFunctions,
} from './system.ts';
import { testFunctions } from './test-class.ts';
import { enumFunctions, objectFunctions, typeFunctions } from './types.ts';
import { domFunctions } from './xml-dom.ts';
import { xmlStreamFunctions } from './xml-stream.ts';

for (const functions of [
  addressFunctions,
  locationFunctions,
  pageFunctions,
  pageMessageFunctions,
  standardControllerFunctions,
  assertFunctions,
  cacheFunctions,
  connectApiFunctions,
  asyncFunctions,
  collatorFunctions,
  cryptoFunctions,
  cursorFunctions as unknown as Readonly<Record<string, PlatformFunction>>,
  databaseFunctions,
  dataWeaveFunctions,
  searchFunctions,
  dateFunctions,
  datetimeFunctions,
  describeFunctions,
  domFunctions,
  duplicateFunctions,
  encodingFunctions,
  enumFunctions,
  eventBusFunctions,
  exceptionFunctions,
  featureFunctions,
  formulaFunctions as unknown as Readonly<Record<string, PlatformFunction>>,
  invocableActionFunctions,
  generatorFunctions,
  httpFunctions,
  iteratorFunctions,
  jsonFunctions,
  labelFunctions,
  limitsFunctions,
  listFunctions,
  mapFunctions,
  mathFunctions,
  metadataValueFunctions,
  messagingFunctions,
  networkFunctions,
  numberFunctions,
  objectFunctions,
  orgLimitFunctions,
  parserFunctions,
  passwordFunctions,
  patternFunctions,
  registrationFunctions,
  requestFunctions,
  restFunctions,
  securityFunctions,
  setFunctions,
  sobjectFunctions,
  stringFunctions,
  systemFunctions,
  testFunctions,
  timeFunctions,
  timeZoneFunctions,
  typeFunctions,
  urlFunctions,
  userInfoFunctions,
  uuidFunctions,
  valueObjectFunctions,
  xmlStreamFunctions as unknown as Readonly<Record<string, PlatformFunction>>,
]) {
  implement(functions);
}
