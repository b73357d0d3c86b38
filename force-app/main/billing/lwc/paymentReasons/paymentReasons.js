import { fill } from 'c/words';
import ac01 from '@salesforce/label/c.Bank_Reason_AC01';
import ac04 from '@salesforce/label/c.Bank_Reason_AC04';
import ac06 from '@salesforce/label/c.Bank_Reason_AC06';
import ac13 from '@salesforce/label/c.Bank_Reason_AC13';
import ag01 from '@salesforce/label/c.Bank_Reason_AG01';
import am04 from '@salesforce/label/c.Bank_Reason_AM04';
import md01 from '@salesforce/label/c.Bank_Reason_MD01';
import md02 from '@salesforce/label/c.Bank_Reason_MD02';
import md06 from '@salesforce/label/c.Bank_Reason_MD06';
import md07 from '@salesforce/label/c.Bank_Reason_MD07';
import ms02 from '@salesforce/label/c.Bank_Reason_MS02';
import ms03 from '@salesforce/label/c.Bank_Reason_MS03';
import sl01 from '@salesforce/label/c.Bank_Reason_SL01';
import otherLabel from '@salesforce/label/c.Bank_Reason_Other';

/**
 * Reason codes of ISO 20022 (external code set) that say something about the payer's account or mandate. The others are about files and banks;
 * a customer gets the code only.
 */
const REASONS = {
  AC01: ac01,
  AC04: ac04,
  AC06: ac06,
  AC13: ac13,
  AG01: ag01,
  AM04: am04,
  MD01: md01,
  MD02: md02,
  MD06: md06,
  MD07: md07,
  MS02: ms02,
  MS03: ms03,
  SL01: sl01
};

/** Codes after which a direct debit from the same account can work once there is money. German banks hide the lack of money behind MS03. */
const FUNDS = new Set(['AM04', 'MS03']);

/** Why the bank did not pay, as a sentence; without a code the bank gave no reason. */
export const reasonInWords = (code) => (code ? (REASONS[code] ?? fill(otherLabel, code)) : ms03);

/** Whether money on the account may help. Otherwise it takes another account or another way to pay. */
export const isAboutMoney = (code) => !code || FUNDS.has(code);
