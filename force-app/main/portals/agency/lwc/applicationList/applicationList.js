import { LightningElement, wire } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import { refreshApex } from '@salesforce/apex';
import myApplications from '@salesforce/apex/ApplicationController.myApplications';
import { messageFor } from 'c/errors';
import { momentInWords } from 'c/words';
import { statusInWords } from 'c/applicationSteps';
import titleLabel from '@salesforce/label/c.Portal_Applications';
import newLabel from '@salesforce/label/c.Portal_New_Application';
import failedLabel from '@salesforce/label/c.Portal_Load_Failed';
import refreshLabel from '@salesforce/label/c.Portal_Refresh';
import emptyLabel from '@salesforce/label/c.List_Empty';
import emptyHintLabel from '@salesforce/label/c.List_Empty_Hint';
import nothingFoundLabel from '@salesforce/label/c.List_Nothing_Found';
import searchLabel from '@salesforce/label/c.List_Search';
import newestLabel from '@salesforce/label/c.List_Newest';
import numberLabel from '@salesforce/label/c.Field_Number';
import applicantLabel from '@salesforce/label/c.Field_Applicant';
import cityLabel from '@salesforce/label/c.Field_City';
import statusLabel from '@salesforce/label/c.Field_Status';
import createdLabel from '@salesforce/label/c.Field_Created';
import supplyLabel from '@salesforce/label/c.Field_Supply';
import electricityLabel from '@salesforce/label/c.Commodity_Electricity';
import gasLabel from '@salesforce/label/c.Commodity_Gas';

/** Colours of the states (c/tableStyles); the others keep their own or are plain. */
const LOOKS = { Active: 'good', Rejected: 'bad', Exception: 'bad' };

/** As many as the controller returns; then the list says that there may be more. */
const MOST_SHOWN = 200;

/** The newest applications of the agency, to search and to open. */
export default class ApplicationList extends NavigationMixin(LightningElement) {
  labels = {
    titleLabel,
    newLabel,
    refreshLabel,
    emptyLabel,
    emptyHintLabel,
    nothingFoundLabel,
    searchLabel,
    newestLabel,
    numberLabel,
    applicantLabel,
    cityLabel,
    statusLabel,
    createdLabel,
    supplyLabel
  };
  applications;
  problem;
  search = '';
  urls = new Map();
  received;
  isFresh = false;

  @wire(myApplications)
  receive(received) {
    this.received = received;
    const { data, error } = received;
    if (data) {
      this.applications = data;
      this.problem = undefined;
      this.resolveUrls();
      if (!this.isFresh) {
        // The cached list of an earlier visit may lack the application that was just entered.
        this.isFresh = true;
        refreshApex(received);
      }
    } else if (error) {
      this.problem = messageFor(error, failedLabel);
    }
  }

  get isLoading() {
    return !this.applications && !this.problem;
  }

  get isEmpty() {
    return this.applications?.length === 0;
  }

  get hasRows() {
    return this.rows.length > 0;
  }

  get hasNoMatch() {
    return !this.isLoading && !this.problem && !this.isEmpty && !this.hasRows;
  }

  get isFull() {
    return this.applications?.length === MOST_SHOWN;
  }

  get hasEntries() {
    return this.applications?.length > 0;
  }

  get rows() {
    const wanted = this.search.trim().toLowerCase();
    return (this.applications ?? [])
      .filter(({ applicationNumber, applicant, city }) =>
        [applicationNumber, applicant, city].some((text) => text?.toLowerCase().includes(wanted))
      )
      .map((application) => ({
        ...application,
        url: this.urls.get(application.id),
        statusWords: statusInWords(application.status),
        statusClass: `status status_${LOOKS[application.status] ?? application.status}`,
        created: momentInWords(application.createdAt),
        supply: [application.electricity && electricityLabel, application.gas && gasLabel].filter(Boolean).join(' + ')
      }));
  }

  async resolveUrls() {
    const ids = this.applications.map(({ id }) => id);
    const urls = await Promise.all(ids.map((id) => this[NavigationMixin.GenerateUrl](detailPage(id))));
    this.urls = new Map(ids.map((id, index) => [id, urls[index]]));
  }

  handleSearch(event) {
    this.search = event.target.value ?? '';
  }

  handleOpen(event) {
    event.preventDefault();
    this[NavigationMixin.Navigate](detailPage(event.currentTarget.dataset.id));
  }

  handleNew() {
    this[NavigationMixin.Navigate]({ type: 'comm__namedPage', attributes: { name: 'New_Application__c' } });
  }

  async handleRefresh() {
    await refreshApex(this.received);
  }
}

function detailPage(applicationId) {
  return { type: 'comm__namedPage', attributes: { name: 'Application_Detail__c' }, state: { applicationId } };
}
