/** The rules of the Apex class ApplicationRules that need no server: the clerk reads them before submitting. Identifiers are judged in hints.js. */
import { normaliseMarketLocation } from 'c/identifiers';
import { today } from 'c/words';
import missingLabel from '@salesforce/label/c.Application_Field_Missing';
import tooYoungLabel from '@salesforce/label/c.Application_Too_Young';
import birthdateLabel from '@salesforce/label/c.Application_Birthdate_Wrong';
import emailLabel from '@salesforce/label/c.Application_Email_Wrong';
import postalCodeLabel from '@salesforce/label/c.Application_Postal_Code_Wrong';
import noSupplyLabel from '@salesforce/label/c.Application_No_Supply';
import sameMarketLocationLabel from '@salesforce/label/c.Application_Same_Market_Location';
import consumptionLabel from '@salesforce/label/c.Application_Consumption_Wrong';
import startLabel from '@salesforce/label/c.Application_Start_Wrong';
import consentLabel from '@salesforce/label/c.Application_Consent_Missing';

const AGE_OF_CONSENT = 18;
const HIGHEST_ANNUAL_KWH = 100000;
const ALWAYS_REQUIRED = [
  'firstName',
  'lastName',
  'birthdate',
  'email',
  'street',
  'houseNumber',
  'postalCode',
  'city',
  'desiredStart',
  'iban'
];
const REQUIRED_FOR = {
  electricity: ['electricityMarketLocation', 'annualElectricity', 'electricityTariff'],
  gas: ['gasMarketLocation', 'annualGas', 'gasTariff']
};

/** Field → message for all that is missing or wrong; empty when the form may be submitted. */
export function problemsOf(values) {
  const problems = {};
  const commodities = ['electricity', 'gas'].filter((commodity) => values[commodity]);
  const required = [...ALWAYS_REQUIRED, ...commodities.flatMap((commodity) => REQUIRED_FOR[commodity])];
  for (const field of required) {
    if (isMissing(values[field])) {
      problems[field] = missingLabel;
    }
  }
  const judge = (field, isWrong, message) => {
    if (required.includes(field) && !problems[field] && isWrong(values[field])) {
      problems[field] = message;
    }
  };
  judge('birthdate', (day) => addYears(day, AGE_OF_CONSENT) > today(), tooYoungLabel);
  judge('birthdate', (day) => day < '1900', birthdateLabel);
  judge('email', (email) => !/^[^@\s]+@[^@\s]+\.[^@\s]{2,}$/.test(email.trim()), emailLabel);
  judge('postalCode', (code) => !/^\d{5}$/.test(code.trim()), postalCodeLabel);
  judge(
    'gasMarketLocation',
    (id) => values.electricity && isSame(id, values.electricityMarketLocation),
    sameMarketLocationLabel
  );
  judge('annualElectricity', isNoHousehold, consumptionLabel);
  judge('annualGas', isNoHousehold, consumptionLabel);
  judge('desiredStart', (day) => day < today() || day > addYears(today(), 1), startLabel);
  if (commodities.length === 0) {
    problems.electricity = noSupplyLabel;
  }
  for (const consent of ['consentTerms', 'consentData']) {
    if (!values[consent]) {
      problems[consent] = consentLabel;
    }
  }
  return problems;
}

function isMissing(value) {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function isNoHousehold(kWh) {
  return !(Number(kWh) > 0 && Number(kWh) <= HIGHEST_ANNUAL_KWH);
}

function isSame(one, other) {
  return normaliseMarketLocation(one) === normaliseMarketLocation(other);
}

/** Days are compared as text: '2026-11-22' sorts like the calendar. */
function addYears(day, years) {
  return `${Number(day.slice(0, 4)) + years}${day.slice(4)}`;
}
