import { LightningElement, api, wire } from 'lwc';
import { messageOf } from 'platform/runtime';
import { onRecordSaved } from 'platform/events';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { getListInfoByName, loadListRecords } from 'lightning/uiListsApi';

/** The rows of one list view: sorted, searched and paged by the server. Tells `loaded` with `{count, more, label}`. */
export default class ListView extends LightningElement {
  @api objectApiName;
  @api listViewApiName;
  @api pageSize = 50;
  @api card = false;
  /** `[{label, name}]` per row. */
  @api actions;
  objectInfo;
  info;
  records = [];
  nextToken;
  problem;
  loading = true;
  sortedBy;
  sortedDirection = 'asc';
  sortPath;
  term = '';

  @api get searchTerm() {
    return this.term;
  }
  set searchTerm(value) {
    if (value !== this.term) {
      this.term = value ?? '';
      this.reload();
    }
  }

  connectedCallback() {
    this.end = onRecordSaved(({ objectApiName }) => {
      if (objectApiName === this.objectApiName) {
        this.reload();
      }
    });
  }
  disconnectedCallback() {
    this.end?.();
  }

  @wire(getObjectInfo, { objectApiName: '$objectApiName' })
  describe({ data, error }) {
    this.objectInfo = data;
    this.fail(error);
  }

  @wire(getListInfoByName, { objectApiName: '$objectApiName', listViewApiName: '$listViewApiName' })
  receiveInfo({ data, error }) {
    if (data) {
      const [order] = data.orderedByInfo ?? [];
      this.info = data;
      this.sortPath = undefined;
      this.sortedBy = order ? this.tableField(order.fieldApiName) : undefined;
      this.sortedDirection = order && order.isAscending === false ? 'desc' : 'asc';
      this.reload();
    }
    this.fail(error);
  }

  fail(error) {
    if (error) {
      this.problem = messageOf(error);
      this.loading = false;
    }
  }

  tableField(path) {
    const key = path.replaceAll('.', '__dot__');
    return path === 'Name' || path.includes('.') ? `${key}__url` : key;
  }

  get columns() {
    return this.info?.displayColumns ?? [];
  }
  get label() {
    return this.info?.label ?? '';
  }
  get frameClass() {
    return this.card ? 'slds-card' : '';
  }
  get hasRecords() {
    return this.records.length > 0 && this.objectInfo;
  }
  get isEmpty() {
    return !this.loading && !this.problem && this.records.length === 0;
  }
  get hasMore() {
    return Boolean(this.nextToken) && !this.loading;
  }
  get emptyText() {
    return this.term ? `Nothing matches “${this.term}”` : 'Nothing to see here';
  }
  get emptyHint() {
    return this.term ? 'Try another word, or another list view.' : 'There are no records in this list view.';
  }

  @api reload() {
    this.nextToken = undefined;
    return this.load(false);
  }

  async load(append) {
    if (!this.info) {
      return;
    }
    const turn = (this.turn = (this.turn ?? 0) + 1);
    this.loading = true;
    try {
      const answer = await loadListRecords({
        object: this.objectApiName,
        listViewApiName: this.listViewApiName,
        fields: [],
        optionalFields: [],
        pageSize: Number(this.pageSize),
        pageToken: append ? this.nextToken : null,
        sortBy: this.sortPath ? [`${this.sortedDirection === 'desc' ? '-' : ''}${this.sortPath}`] : [],
        searchTerm: this.term || null,
      });
      if (turn !== this.turn) {
        return;
      }
      this.records = append ? [...this.records, ...answer.records] : answer.records;
      this.nextToken = answer.nextPageToken ?? undefined;
      this.problem = undefined;
    } catch (error) {
      if (turn !== this.turn) {
        return;
      }
      this.problem = messageOf(error);
    }
    this.loading = false;
    this.dispatchEvent(
      new CustomEvent('loaded', { detail: { count: this.records.length, more: this.hasMore, label: this.label } }),
    );
  }

  sort(event) {
    this.sortPath = event.detail.path;
    this.sortedBy = event.detail.fieldName;
    this.sortedDirection = event.detail.direction;
    void this.reload();
  }
  more() {
    void this.load(true);
  }
  act(event) {
    this.dispatchEvent(new CustomEvent('rowaction', { detail: event.detail }));
  }
}
