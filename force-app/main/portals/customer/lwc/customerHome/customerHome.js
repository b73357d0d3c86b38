import { LightningElement, wire } from 'lwc';
import { getFieldValue, getRecord } from 'lightning/uiRecordApi';
import userId from '@salesforce/user/Id';
import FIRST_NAME from '@salesforce/schema/User.FirstName';
import LOCALE from '@salesforce/i18n/locale';
import getUsage from '@salesforce/apex/UsageController.getUsage';
import getInvoices from '@salesforce/apex/InvoiceController.getInvoices';
import getContracts from '@salesforce/apex/CustomerContractsController.getContracts';
import { messageFor } from 'c/errors';
import { SiteNavigationMixin } from 'c/siteNavigation';
import { commodityInWords, statusInWords } from 'c/supplyStatus';
import { dayInWords, fill, money, monthInWords } from 'c/words';
import welcomeLabel from '@salesforce/label/c.Customer_Welcome';
import welcomeNameLabel from '@salesforce/label/c.Customer_Welcome_Name';
import introLabel from '@salesforce/label/c.Customer_Home_Intro';
import loadingLabel from '@salesforce/label/c.Portal_Loading';
import forecastLabel from '@salesforce/label/c.Customer_Home_Forecast';
import usageLinkLabel from '@salesforce/label/c.Customer_Home_Usage_Link';
import nextLabel from '@salesforce/label/c.Usage_Next';
import nextNoneLabel from '@salesforce/label/c.Usage_Next_None';
import usageEmptyLabel from '@salesforce/label/c.Usage_Empty_Hint';
import usageFailedLabel from '@salesforce/label/c.Usage_Load_Failed';
import invoiceLabel from '@salesforce/label/c.Customer_Home_Invoice';
import invoiceDueLabel from '@salesforce/label/c.Customer_Home_Invoice_Due';
import allInvoicesLabel from '@salesforce/label/c.Customer_Home_All_Invoices';
import invoicesEmptyLabel from '@salesforce/label/c.Invoice_Empty_Hint';
import invoicesFailedLabel from '@salesforce/label/c.Invoice_Load_Failed';
import contractsLabel from '@salesforce/label/c.Customer_Home_Contracts';
import contractsLinkLabel from '@salesforce/label/c.Customer_Home_Contracts_Link';
import contractsEmptyLabel from '@salesforce/label/c.Customer_Contracts_Empty_Hint';
import contractsFailedLabel from '@salesforce/label/c.Customer_Contracts_Failed';

const PAGES = [{ name: 'Usage__c' }, { name: 'Invoices__c' }, { name: 'Contracts__c' }];

/** The first page of the customer portal: what the next month brings, the latest invoice, what is supplied. */
export default class CustomerHome extends SiteNavigationMixin(LightningElement) {
  labels = { introLabel, loadingLabel };
  pages = PAGES;
  userId = userId;
  firstName;
  /** What has come of each: neither data nor error means not yet. */
  usage = { data: undefined, error: undefined };
  invoices = { data: undefined, error: undefined };
  contracts = { data: undefined, error: undefined };

  // Without the name the greeting is shorter: a failure shows none.
  @wire(getRecord, { recordId: '$userId', fields: [FIRST_NAME] })
  known({ data }) {
    if (data) {
      this.firstName = getFieldValue(data, FIRST_NAME);
    }
  }

  @wire(getUsage, { recordId: null })
  receiveUsage(received) {
    this.usage = received;
  }

  @wire(getInvoices, { accountId: null })
  receiveInvoices(received) {
    this.invoices = received;
  }

  @wire(getContracts)
  receiveContracts(received) {
    this.contracts = received;
  }

  connectedCallback() {
    this.resolveUrls();
  }

  get welcome() {
    return this.firstName ? fill(welcomeNameLabel, this.firstName) : welcomeLabel;
  }

  get tiles() {
    return [
      {
        ...tile('Usage__c', forecastLabel, usageLinkLabel),
        ...content(this.usage, usageFailedLabel, usageEmptyLabel, forecasts)
      },
      {
        ...tile('Invoices__c', invoiceLabel, allInvoicesLabel),
        ...content(this.invoices, invoicesFailedLabel, invoicesEmptyLabel, latest)
      },
      {
        ...tile('Contracts__c', contractsLabel, contractsLinkLabel),
        ...content(this.contracts, contractsFailedLabel, contractsEmptyLabel, supplies)
      }
    ].map((one) => ({ ...one, url: this.urls[one.page] }));
  }
}

function tile(page, title, link) {
  return { page, title, link };
}

/** What stands in a tile: entries, a note when there are none, a problem, or neither while it loads. */
function content({ data, error }, failed, empty, entriesOf) {
  if (error) {
    return { problem: messageFor(error, failed) };
  }
  if (!data) {
    return { isLoading: true };
  }
  return data.length > 0 ? { entries: entriesOf(data) } : { note: empty };
}

function forecasts(usages) {
  return usages.map(({ assetId, commodity, place, nextMonth, nextMonthForecastKwh: kwh }) => {
    const month = monthInWords(nextMonth);
    const isKnown = kwh !== null && kwh !== undefined;
    const amount = isKnown && new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 }).format(kwh);
    return {
      key: assetId,
      head: commodityInWords(commodity),
      text: isKnown ? fill(nextLabel, month, amount) : fill(nextNoneLabel, month),
      small: usages.some((other) => other.place !== place) ? place : undefined
    };
  });
}

function latest([{ invoiceNumber, amount, currencyCode, dueOn }]) {
  return [
    {
      key: invoiceNumber,
      head: money(amount, currencyCode),
      text: fill(invoiceDueLabel, invoiceNumber, dayInWords(dueOn))
    }
  ];
}

function supplies(contracts) {
  return contracts.flatMap(({ contractNumber, place, lines }) =>
    lines.map(({ commodity, marketLocation, supplyStatus }) => ({
      key: `${contractNumber} ${marketLocation}`,
      head: commodityInWords(commodity),
      text: statusInWords(supplyStatus),
      small: place
    }))
  );
}
