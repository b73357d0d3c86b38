/** Customer and case in the org. */
import { decimalOf } from '../../runtime/money.ts';
import { IntegrationError } from '../../runtime/errors.ts';
import { textLiteral, type SalesforceRecords } from '../../salesforce/records.ts';
import type { MailLanguage } from './texts.ts';

export interface Customer {
  readonly accountId: string;
  readonly contactId: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly language: MailLanguage;
}

export interface FailureToRecord {
  readonly paymentKey: string;
  readonly invoiceNumber: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reasonCode: string | null;
}

export interface CustomerService {
  /** By global customer id; undefined when the org has none. */
  find(customerReference: string): Promise<Customer | undefined>;
  /** One case per failure, however often it is told. */
  recordFailure(failure: FailureToRecord, customer: Customer | undefined): Promise<void>;
  recordNotice(paymentKey: string, at: Date): Promise<void>;
}

interface AccountRow {
  readonly Id: string;
  readonly Name: string;
  readonly PersonContactId: string | null;
  readonly PersonEmail: string | null;
  readonly Country__c: string | null;
}

const RECORD_TYPE = 'Payment_Failure';

/** The org's record type is looked up once. */
export function customerServiceOf(salesforce: SalesforceRecords): CustomerService {
  let recordType: string | undefined;
  const recordTypeId = async () => {
    if (recordType !== undefined) return recordType;
    const [row] = await salesforce.query<{ readonly Id: string }>(
      `SELECT Id FROM RecordType WHERE SobjectType = 'Case' AND DeveloperName = ${textLiteral(RECORD_TYPE)}`,
    );
    if (!row) {
      throw new IntegrationError('NO_RECORD_TYPE', `The org has no record type ${RECORD_TYPE} of Case`, {
        retryable: false,
      });
    }
    recordType = row.Id;
    return recordType;
  };
  return {
    async find(customerReference) {
      const [row] = await salesforce.query<AccountRow>(
        `SELECT Id, Name, PersonContactId, PersonEmail, Country__c FROM Account WHERE Global_Customer_Id__c = ${textLiteral(customerReference)}`,
      );
      if (!row) return undefined;
      return {
        accountId: row.Id,
        contactId: row.PersonContactId,
        name: row.Name,
        email: row.PersonEmail,
        // As for the contract document.
        language: row.Country__c === 'DE' ? 'de' : 'en',
      };
    },

    async recordFailure(failure, customer) {
      await salesforce.upsert('Case', 'Payment_Key__c', {
        Payment_Key__c: failure.paymentKey,
        RecordTypeId: await recordTypeId(),
        Subject: `Payment failed: invoice ${failure.invoiceNumber}`,
        Invoice_Number__c: failure.invoiceNumber,
        Payment_Reason_Code__c: failure.reasonCode,
        Failed_Amount__c: Number(decimalOf(failure.amountMinor)),
        CurrencyIsoCode: failure.currency,
        ...(customer ? { AccountId: customer.accountId, ContactId: customer.contactId } : {}),
      });
    },

    async recordNotice(paymentKey, at) {
      await salesforce.upsert('Case', 'Payment_Key__c', {
        Payment_Key__c: paymentKey,
        Customer_Notified_At__c: at.toISOString(),
      });
    },
  };
}
