import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getContracts from '@salesforce/apex/CustomerContractsController.getContracts';
import maySign from '@salesforce/customPermission/Sign_Contracts';
import { messageFor } from 'c/errors';
import { commodityInWords, statusInWords } from 'c/supplyStatus';
import { dayInWords, fill } from 'c/words';
import titleLabel from '@salesforce/label/c.Customer_Contracts';
import contractLabel from '@salesforce/label/c.Contract_Title';
import accountLabel from '@salesforce/label/c.Contract_Account';
import sinceLabel from '@salesforce/label/c.Contract_Supplied_Since';
import fromLabel from '@salesforce/label/c.Contract_Supply_From';
import tariffLabel from '@salesforce/label/c.Field_Tariff';
import marketLocationLabel from '@salesforce/label/c.Field_Market_Location';
import failedLabel from '@salesforce/label/c.Customer_Contracts_Failed';
import emptyLabel from '@salesforce/label/c.Customer_Contracts_Empty';
import emptyHintLabel from '@salesforce/label/c.Customer_Contracts_Empty_Hint';

/** The page of the visitor's contracts: what is supplied where, since when, and how it is paid. */
export default class CustomerContracts extends LightningElement {
  labels = { titleLabel, tariffLabel, marketLocationLabel, emptyLabel, emptyHintLabel };
  /** Who may not sign is shown nothing to sign, and would be refused. */
  maySign = maySign === true;
  contracts;
  problem;
  received;

  @wire(getContracts)
  receive(received) {
    this.received = received;
    const { data, error } = received;
    if (data) {
      this.contracts = data;
      this.problem = undefined;
    } else if (error) {
      this.problem = messageFor(error, failedLabel);
    }
  }

  get isLoading() {
    return !this.contracts && !this.problem;
  }

  get isEmpty() {
    return !this.problem && this.contracts?.length === 0;
  }

  get cards() {
    return (this.contracts ?? []).map(({ contractNumber, place, accountHolder, ibanLast4, lines }) => ({
      key: contractNumber,
      title: fill(contractLabel, contractNumber),
      place,
      payment: ibanLast4 ? fill(accountLabel, ibanLast4, accountHolder) : undefined,
      lines: lines.map(({ commodity, tariff, marketLocation, supplyStatus, supplyStart }) => ({
        key: `${commodity} ${marketLocation}`,
        commodity: commodityInWords(commodity),
        tariff,
        marketLocation,
        statusWords: statusInWords(supplyStatus),
        statusClass: `status status_${supplyStatus}`,
        start: startInWords(supplyStatus, supplyStart)
      }))
    }));
  }

  async handleRetry() {
    this.problem = undefined;
    await refreshApex(this.received);
  }
}

function startInWords(status, start) {
  if (!start) {
    return undefined;
  }
  if (status === 'Started' || status === 'Ended') {
    return fill(sinceLabel, dayInWords(start));
  }
  return status === 'Rejected' || status === 'Cancelled' ? undefined : fill(fromLabel, dayInWords(start));
}
