/**
 * Steps 2 and 5: states and countries of standard addresses, as code (`BillingCountryCode`) and as text, the integration value
 * (`BillingCountry`). Unlike other dependent picklists they are enforced for every client. Sources: Help, "State and Country/Territory
 * Picklist Field-Syncing Logic"; Salesforce Stack Exchange 122863 (countries without states take none).
 */
import { Unsupported } from '../../engine/errors.ts';
import type { DmlError, FieldValue } from '../../engine/records.ts';
import { countryValues, statesOf } from '../../schema/index.ts';
import type { FieldDef, SObjectDef } from '../../schema/types.ts';
import { dmlError } from '../messages.ts';
import { aliveRows, text } from '../row.ts';
import type { Chunk, Row } from '../row.ts';
import { inUsersLanguage } from '../shown-labels.ts';

/** Text and code of a country, with those of its state where the address has them. */
interface AddressFields {
  readonly country: FieldDef;
  readonly countryCode: FieldDef;
  readonly state?: FieldDef;
  readonly stateCode?: FieldDef;
}

/** A value of a state or country picklist. */
interface Place {
  readonly code: string;
  readonly name: string;
}

const countries: readonly Place[] = countryValues.map(({ value, label }) => ({ code: value, name: label }));
const known = new WeakMap<SObjectDef, readonly AddressFields[]>();
/** What the addresses of a row were when they were last brought in step. */
const settled = new WeakMap<Row, Readonly<Record<string, FieldValue>>>();

/** Brings texts and codes in step with what the request changed (step 2), or with what before triggers did; errors stand in the rows. */
export function syncAddresses(chunk: Chunk, changedBy: 'request' | 'triggers'): void {
  const addresses = addressesOf(chunk.object);
  if (addresses.length === 0) return;
  for (const row of aliveRows(chunk)) {
    if (changedBy === 'request') settled.delete(row);
    const names = addresses.flatMap((address) => Object.values(address).map((field: FieldDef) => field.name));
    for (const address of addresses) {
      const error = syncAddress(address, row, chunk);
      if (error !== undefined) row.errors.push(error);
    }
    settled.set(row, Object.fromEntries(names.map((name) => [name, text(row.record, name)])));
  }
}

function addressesOf(object: SObjectDef): readonly AddressFields[] {
  let addresses = known.get(object);
  if (addresses === undefined) {
    const standard = (name: string): FieldDef | undefined => {
      const field = object.fields.get(name.toLowerCase());
      return field?.custom === false && field.compoundField !== undefined ? field : undefined;
    };
    addresses = [...object.fields.values()].flatMap((countryCode) => {
      const prefix = /^(.*)CountryCode$/.exec(countryCode.name)?.[1];
      const country = prefix === undefined ? undefined : standard(`${prefix}Country`);
      if (prefix === undefined || country === undefined || standard(countryCode.name) === undefined) return [];
      const [state, stateCode] = [standard(`${prefix}State`), standard(`${prefix}StateCode`)];
      return [{ country, countryCode, ...(state && stateCode ? { state, stateCode } : {}) }];
    });
    known.set(object, addresses);
  }
  return addresses;
}

function syncAddress(
  { country, countryCode, state, stateCode }: AddressFields,
  row: Row,
  chunk: Chunk,
): DmlError | undefined {
  const label = (field: FieldDef): string => inUsersLanguage(field, chunk).label;
  const wrongCountry = syncPair(country, countryCode, countries, row, {
    text: `There's a problem with this country, even though it may appear correct. Please select a country/territory from the list of valid countries.: ${label(country)}`,
    code: (value) =>
      `The ${countryCode.name} field contains ${value}, which isn't an available country/territory. Your administrator can add it for you.`,
    label,
  });
  if (wrongCountry !== undefined || state === undefined || stateCode === undefined) return wrongCountry;
  const now = text(row.record, countryCode.name);
  const moved = now !== was(row, countryCode.name);
  if (now === null && moved && !differs(row, state) && !differs(row, stateCode)) {
    // "You remove a record's country/territory code … Salesforce removes the record's state code and the state … integration values."
    row.record.values[state.name] = null;
    row.record.values[stateCode.name] = null;
  }
  if (text(row.record, state.name) === null && text(row.record, stateCode.name) === null) return undefined;
  if (!moved && !differs(row, state) && !differs(row, stateCode)) return undefined;
  if (now === null) {
    const message = `A country/territory must be specified before specifying a state value for field: ${label(state)}`;
    return dmlError('FIELD_INTEGRITY_EXCEPTION', message, [state.name]);
  }
  const states = statesOf(now);
  if (states === undefined) throw new Unsupported(`the states of ${now} in state and country picklists`);
  const invalid = `There's a problem with this state, even though it may appear correct. Please select a state from the list of valid states.: ${label(state)}`;
  const wrong = syncPair(state, stateCode, states, row, {
    text: invalid,
    code: (value) =>
      `The ${stateCode.name} field contains ${value}, which isn't an available state. Your administrator can add it for you.`,
    label,
  });
  if (wrong !== undefined) return wrong;
  const code = text(row.record, stateCode.name);
  const fits = code === null || states.some((each) => each.code === code);
  return fits ? undefined : dmlError('FIELD_INTEGRITY_EXCEPTION', invalid, [state.name]);
}

/** The code decides where it changed, else the text. */
function syncPair(
  textField: FieldDef,
  codeField: FieldDef,
  places: readonly Place[],
  row: Row,
  messages: { readonly text: string; code(value: string): string; label(field: FieldDef): string },
): DmlError | undefined {
  const { values } = row.record;
  const [name, code] = [text(row.record, textField.name), text(row.record, codeField.name)];
  const set = (place: Place | undefined): void => {
    values[textField.name] = place?.name ?? null;
    values[codeField.name] = place?.code ?? null;
  };
  if (differs(row, codeField) && !(code === null && differs(row, textField) && name !== null)) {
    const place = places.find((each) => each.code === code?.toUpperCase());
    if (code !== null && place === undefined) {
      return dmlError('FIELD_INTEGRITY_EXCEPTION', messages.code(code), [codeField.name]);
    }
    const contradicts = differs(row, textField) && name !== null && name.toLowerCase() !== place?.name.toLowerCase();
    if (contradicts && row.old !== null) {
      // A new record with a mismatch gets the text of its code; an existing one is refused.
      return dmlError(
        'FIELD_INTEGRITY_EXCEPTION',
        `Mismatched integration value and ISO code for field: ${messages.label(textField)}`,
        [textField.name],
      );
    }
    set(place);
  } else if (differs(row, textField)) {
    const place = places.find((each) => each.name.toLowerCase() === name?.toLowerCase());
    if (name !== null && place === undefined) {
      return dmlError('FIELD_INTEGRITY_EXCEPTION', messages.text, [textField.name]);
    }
    set(place);
  }
  return undefined;
}

/** The value the row came with: from the database, or as it was last brought in step. */
function was(row: Row, name: string): FieldValue {
  const last = settled.get(row);
  if (last !== undefined) return last[name] ?? null;
  return row.old === null ? null : text(row.old, name);
}

function differs(row: Row, field: FieldDef): boolean {
  return text(row.record, field.name) !== was(row, field.name);
}
