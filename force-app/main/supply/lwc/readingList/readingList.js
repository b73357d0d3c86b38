import { LightningElement, api, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import { NavigationMixin } from 'lightning/navigation';
import LOCALE from '@salesforce/i18n/locale';
import getReadings from '@salesforce/apex/ReadingListController.getReadings';
import { messageFor } from 'c/errors';
import { momentInWords } from 'c/words';
import failedLabel from '@salesforce/label/c.Portal_Load_Failed';
import emptyLabel from '@salesforce/label/c.Reading_List_Empty';

/** Colours of the states; the others are plain. */
const LOOKS = { Accepted: 'good', Suspect: 'waiting', Rejected: 'bad' };

const number = (value) => new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 3 }).format(value);

/** The readings of the service point, supply or meter on screen, newest first, each with its state and the reason for it. */
export default class ReadingList extends NavigationMixin(LightningElement) {
  @api recordId;

  labels = { emptyLabel };
  wired;
  list;
  problem;

  @wire(getReadings, { recordId: '$recordId' })
  receive(wired) {
    this.wired = wired;
    if (wired.data) {
      this.list = wired.data;
      this.problem = undefined;
    } else if (wired.error) {
      this.problem = messageFor(wired.error, failedLabel);
    }
  }

  get isLoading() {
    return !this.list && !this.problem;
  }

  get isEmpty() {
    return this.list?.rows.length === 0;
  }

  get hasRows() {
    return this.list?.rows.length > 0;
  }

  get title() {
    return this.list?.title;
  }

  get headings() {
    return this.list.headings;
  }

  get rows() {
    return this.list.rows.map((row) => ({
      ...row,
      day: momentInWords(row.readAt),
      shown: `${number(row.value)} ${row.unit === 'm3' ? 'm³' : row.unit}`,
      used: row.usedKwh === undefined || row.usedKwh === null ? '' : number(row.usedKwh),
      look: LOOKS[row.status] ? `status status_${LOOKS[row.status]}` : 'status'
    }));
  }

  handleOpen(event) {
    this[NavigationMixin.Navigate]({
      type: 'standard__recordPage',
      attributes: { recordId: event.target.dataset.id, actionName: 'view' }
    });
  }

  handleRefresh() {
    this.problem = undefined;
    refreshApex(this.wired);
  }
}
