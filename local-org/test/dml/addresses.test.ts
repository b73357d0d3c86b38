/**
 * State and country picklists. Sources: Help, "State and Country/Territory Picklist Field-Syncing Logic" (each line of its table);
 * Salesforce Stack Exchange 122863 (a state of a country without states fails); reports of the refusals' words.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FieldValue, SaveResult } from '../../src/engine/records.ts';
import { openDeployedEngine } from '../engine/deployed-engine.ts';
import type { DeployedEngine } from '../engine/deployed-engine.ts';
import { problems, record, savedId } from './org.ts';
import { ids, standardOrg } from './standard-org.ts';

type Values = Readonly<Record<string, FieldValue>>;

describe('an address in state and country picklists', () => {
  let org: DeployedEngine;
  before(async () => {
    org = await openDeployedEngine();
  });
  after(() => org.close());

  const save = (verb: 'insert' | 'update', values: Values, type = 'Account'): SaveResult | undefined =>
    org.as(org.administrator, (scope) =>
      org.engine.dml[verb]([{ type, values: { ...values } }], { allOrNone: true, fromApi: true }, scope),
    )[0];
  const insert = (values: Values): string => savedId(save('insert', { Name: 'A', ...values }));
  const address = (id: string): readonly unknown[] => {
    const row = org.engine.store.get(
      'SELECT BillingCountry, BillingCountryCode, BillingState, BillingStateCode FROM Account WHERE Id = ?',
      id,
    );
    return Object.values(row ?? {});
  };
  const refusal = (values: Values): readonly string[] => problems(save('insert', { Name: 'A', ...values }));

  it('gets its text from the code and its code from the text', () => {
    const german = insert({ BillingCountryCode: 'DE' });
    assert.deepEqual(address(german), ['Germany', 'DE', null, null]);
    const american = insert({ BillingCountry: 'united states', BillingState: 'California' });
    assert.deepEqual(address(american), ['United States', 'US', 'California', 'CA']);
    save('update', { Id: american, BillingStateCode: 'NY' });
    assert.deepEqual(address(american), ['United States', 'US', 'New York', 'NY']);
    save('update', { Id: german, BillingCountry: 'France' });
    assert.deepEqual(address(german), ['France', 'FR', null, null]);
    save('update', { Id: german, Phone: '1' });
    assert.deepEqual(address(german), ['France', 'FR', null, null]);
  });

  it('loses its state with its country', () => {
    const id = insert({ BillingCountryCode: 'CA', BillingStateCode: 'QC' });
    assert.deepEqual(problems(save('update', { Id: id, BillingCountryCode: null })), []);
    assert.deepEqual(address(id), [null, null, null, null]);
  });

  it('follows its code when a new record contradicts itself, and refuses an edit that does', () => {
    const id = insert({ BillingCountryCode: 'DE', BillingCountry: 'France' });
    assert.deepEqual(address(id), ['Germany', 'DE', null, null]);
    assert.deepEqual(problems(save('update', { Id: id, BillingCountryCode: 'IT', BillingCountry: 'Spain' })), [
      'FIELD_INTEGRITY_EXCEPTION: Mismatched integration value and ISO code for field: Billing Country',
    ]);
  });

  it('refuses unknown countries and states, states without country, and states of another country', () => {
    assert.deepEqual(refusal({ BillingCountry: 'Deutschland' }), [
      "FIELD_INTEGRITY_EXCEPTION: There's a problem with this country, even though it may appear correct. Please select a country/territory from the list of valid countries.: Billing Country",
    ]);
    assert.deepEqual(refusal({ BillingCountryCode: 'XX' }), [
      "FIELD_INTEGRITY_EXCEPTION: The BillingCountryCode field contains XX, which isn't an available country/territory. Your administrator can add it for you.",
    ]);
    assert.deepEqual(refusal({ BillingState: 'California' }), [
      'FIELD_INTEGRITY_EXCEPTION: A country/territory must be specified before specifying a state value for field: Billing State',
    ]);
    const noState =
      "FIELD_INTEGRITY_EXCEPTION: There's a problem with this state, even though it may appear correct. Please select a state from the list of valid states.: Billing State";
    assert.deepEqual(refusal({ BillingCountryCode: 'DE', BillingState: 'Bremen' }), [noState]);
    assert.deepEqual(refusal({ BillingCountryCode: 'US', BillingStateCode: 'QC' }), [
      "FIELD_INTEGRITY_EXCEPTION: The BillingStateCode field contains QC, which isn't an available state. Your administrator can add it for you.",
    ]);
    const id = insert({ BillingCountryCode: 'US', BillingStateCode: 'NY' });
    assert.deepEqual(problems(save('update', { Id: id, BillingCountryCode: 'CA' })), [noState]);
    assert.throws(() => save('insert', { Name: 'A', BillingCountryCode: 'IT', BillingStateCode: 'MI' }), {
      feature: 'the states of IT in state and country picklists',
    });
  });

  it('is the same for other addresses of an account, for contacts and for leads', () => {
    const account = org.engine.store.get(
      'SELECT ShippingCountry FROM Account WHERE Id = ?',
      insert({ ShippingCountryCode: 'CH' }),
    );
    assert.equal(account?.['ShippingCountry'], 'Switzerland');
    const contact = savedId(save('insert', { LastName: 'C', OtherCountryCode: 'AT' }, 'Contact'));
    const row = org.engine.store.get('SELECT OtherCountry FROM Contact WHERE Id = ?', contact);
    assert.equal(row?.['OtherCountry'], 'Austria');
    const lead = savedId(save('insert', { LastName: 'L', Company: 'C', Country: 'Denmark' }, 'Lead'));
    assert.equal(org.engine.store.get('SELECT CountryCode FROM Lead WHERE Id = ?', lead)?.['CountryCode'], 'DK');
  });
});

it('the address of a person account is that of its contact, and before triggers may change it', () => {
  const org = standardOrg();
  org.triggers.on('Account', 'BEFORE_UPDATE', (rows) => {
    for (const row of rows ?? []) row.values['PersonMailingCountry'] = 'Italy';
    return undefined;
  });
  const save = (verb: 'insert' | 'update', values: Values): string =>
    savedId(org.commit((scope) => org.dml[verb]([record('Account', { ...values })], { allOrNone: true }, scope))[0]);
  const id = save('insert', { LastName: 'P', RecordTypeId: ids.residential, PersonMailingCountryCode: 'AT' });
  const contact = (): unknown =>
    Object.values(
      org.store.get('SELECT MailingCountry, MailingCountryCode FROM Contact WHERE AccountId = ?', id) ?? {},
    );
  assert.deepEqual(contact(), ['Austria', 'AT']);
  save('update', { Id: id, Phone: '1' });
  assert.deepEqual(contact(), ['Italy', 'IT']);
});
