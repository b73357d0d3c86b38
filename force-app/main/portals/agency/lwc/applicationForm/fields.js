import { normaliseIban, normaliseMarketLocation } from 'c/identifiers';
import salutationLabel from '@salesforce/label/c.Field_Salutation';
import firstNameLabel from '@salesforce/label/c.Field_First_Name';
import lastNameLabel from '@salesforce/label/c.Field_Last_Name';
import birthdateLabel from '@salesforce/label/c.Field_Birthdate';
import emailLabel from '@salesforce/label/c.Field_Email';
import phoneLabel from '@salesforce/label/c.Field_Phone';
import streetLabel from '@salesforce/label/c.Field_Street';
import houseNumberLabel from '@salesforce/label/c.Field_House_Number';
import postalCodeLabel from '@salesforce/label/c.Field_Postal_Code';
import cityLabel from '@salesforce/label/c.Field_City';
import electricityLabel from '@salesforce/label/c.Commodity_Electricity';
import gasLabel from '@salesforce/label/c.Commodity_Gas';
import marketLocationLabel from '@salesforce/label/c.Field_Market_Location';
import meterSerialLabel from '@salesforce/label/c.Field_Meter_Serial';
import annualLabel from '@salesforce/label/c.Field_Annual_kWh';
import tariffLabel from '@salesforce/label/c.Field_Tariff';
import desiredStartLabel from '@salesforce/label/c.Field_Desired_Start';
import ibanLabel from '@salesforce/label/c.Field_Iban';
import accountHolderLabel from '@salesforce/label/c.Field_Account_Holder';
import termsLabel from '@salesforce/label/c.Form_Consent_Terms';
import dataLabel from '@salesforce/label/c.Form_Consent_Data';

/** Every field in the order of the form: [name here and in ApplicationInput, name in Application__c, label]. */
const FIELDS = [
  ['salutation', 'Salutation__c', salutationLabel],
  ['firstName', 'First_Name__c', firstNameLabel],
  ['lastName', 'Last_Name__c', lastNameLabel],
  ['birthdate', 'Birthdate__c', birthdateLabel],
  ['email', 'Email__c', emailLabel],
  ['phone', 'Phone__c', phoneLabel],
  ['street', 'Street__c', streetLabel],
  ['houseNumber', 'House_Number__c', houseNumberLabel],
  ['postalCode', 'Postal_Code__c', postalCodeLabel],
  ['city', 'City__c', cityLabel],
  ['electricity', 'Electricity__c', electricityLabel],
  ['electricityMarketLocation', 'Electricity_Market_Location__c', `${electricityLabel}: ${marketLocationLabel}`],
  ['electricityMeterSerial', 'Electricity_Meter_Serial__c', `${electricityLabel}: ${meterSerialLabel}`],
  ['annualElectricity', 'Annual_Electricity_kWh__c', `${electricityLabel}: ${annualLabel}`],
  ['electricityTariff', 'Electricity_Tariff__c', `${electricityLabel}: ${tariffLabel}`],
  ['gas', 'Gas__c', gasLabel],
  ['gasMarketLocation', 'Gas_Market_Location__c', `${gasLabel}: ${marketLocationLabel}`],
  ['gasMeterSerial', 'Gas_Meter_Serial__c', `${gasLabel}: ${meterSerialLabel}`],
  ['annualGas', 'Annual_Gas_kWh__c', `${gasLabel}: ${annualLabel}`],
  ['gasTariff', 'Gas_Tariff__c', `${gasLabel}: ${tariffLabel}`],
  ['desiredStart', 'Desired_Start__c', desiredStartLabel],
  ['iban', 'Iban__c', ibanLabel],
  ['accountHolder', 'Account_Holder__c', accountHolderLabel],
  ['consentTerms', 'Consent_Terms__c', termsLabel],
  ['consentData', 'Consent_Data__c', dataLabel]
];

export const LABEL_OF_FIELD = Object.fromEntries(FIELDS.map(([field, , label]) => [field, label]));

/** Where a problem that the server found belongs on the form; the country has no field of its own. */
export const FIELD_OF_API_NAME = {
  ...Object.fromEntries(FIELDS.map(([field, apiName]) => [apiName, field])),
  Country__c: 'postalCode'
};

/** An empty form: most customers apply for electricity. */
export const newValues = () => ({
  country: 'DE',
  electricity: true,
  gas: false,
  consentTerms: false,
  consentData: false
});

/** Names one filled form; randomUUID exists in secure contexts only. */
export function newClientRequestId() {
  if (typeof crypto.randomUUID === 'function') {
    return crypto.randomUUID();
  }
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What ApplicationController.submit takes: identifiers as stored, numbers as numbers, nothing for empty fields. */
export function inputOf(values, clientRequestId) {
  const trimmed = Object.fromEntries(
    Object.entries(values).map(([field, value]) => [field, typeof value === 'string' ? value.trim() || null : value])
  );
  return {
    ...trimmed,
    clientRequestId,
    electricityMarketLocation: normaliseMarketLocation(values.electricityMarketLocation) || null,
    gasMarketLocation: normaliseMarketLocation(values.gasMarketLocation) || null,
    annualElectricity: numberOf(values.annualElectricity),
    annualGas: numberOf(values.annualGas),
    iban: normaliseIban(values.iban) || null
  };
}

function numberOf(value) {
  return value === undefined || value === null || value === '' ? null : Number(value);
}
