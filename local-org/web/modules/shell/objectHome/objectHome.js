import { LightningElement, api, wire } from 'lwc';
import { context } from 'platform/context';
import { messageOf } from 'platform/runtime';
import { navigate } from 'platform/router';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { getListInfosByObjectName } from 'lightning/uiListsApi';

const SEARCH_WAIT_MILLISECONDS = 300;

/** An object's home: its list views with search, sorting and the way to a new record. */
export default class ObjectHome extends LightningElement {
  @api objectApiName;
  @api filterName;
  objectInfo;
  views;
  term = '';
  problem;
  status = '';

  @wire(getObjectInfo, { objectApiName: '$objectApiName' })
  describe({ data, error }) {
    this.objectInfo = data;
    if (data) {
      this.dispatchEvent(new CustomEvent('pagetitle', { detail: { title: data.labelPlural, icon: this.icon } }));
    }
    this.problem = error && messageOf(error);
  }

  @wire(getListInfosByObjectName, { objectApiName: '$objectApiName' })
  receiveViews({ data, error }) {
    this.views = data?.lists;
    if (error) {
      this.problem = messageOf(error);
    }
  }

  get icon() {
    return context.icons?.[this.objectApiName] ?? 'standard:record';
  }
  get labelPlural() {
    return this.objectInfo?.labelPlural ?? '';
  }
  get mayCreate() {
    return this.objectInfo?.createable === true;
  }
  get noViews() {
    return this.views?.length === 0;
  }
  get viewOptions() {
    return (this.views ?? []).map(({ apiName, label }) => ({ value: apiName, label }));
  }
  /** The one in the address, else the one last used here, else the first. */
  get shownView() {
    const names = (this.views ?? []).map(({ apiName }) => apiName);
    const kept = localStorage.getItem(this.storageKey);
    return [this.filterName, kept].find((name) => name && names.includes(name)) ?? names[0];
  }
  get storageKey() {
    return `listview:${context.user.id}:${this.objectApiName}`;
  }
  get viewLabel() {
    return this.viewOptions.find(({ value }) => value === this.shownView)?.label ?? this.labelPlural;
  }
  get rowActions() {
    if (!this.objectInfo) {
      return [];
    }
    return [
      this.objectInfo.updateable ? { label: 'Edit', name: 'edit' } : undefined,
      this.objectInfo.deletable ? { label: 'Delete', name: 'delete' } : undefined,
    ].filter(Boolean);
  }

  chooseView(event) {
    localStorage.setItem(this.storageKey, event.detail.value);
    navigate({
      type: 'standard__objectPage',
      attributes: { objectApiName: this.objectApiName, actionName: 'list' },
      state: { filterName: event.detail.value },
    });
  }
  search(event) {
    const { value } = event.detail;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.term = value ?? '';
    }, SEARCH_WAIT_MILLISECONDS);
  }
  refresh() {
    void this.template.querySelector('platform-list-view')?.reload();
  }
  loaded(event) {
    const { count, more } = event.detail;
    this.status = `${count}${more ? '+' : ''} ${count === 1 ? 'item' : 'items'}`;
  }
  create() {
    this.dispatchEvent(
      new CustomEvent('platform_edit', {
        bubbles: true,
        composed: true,
        detail: { objectApiName: this.objectApiName },
      }),
    );
  }
  act(event) {
    const { name, recordId } = event.detail;
    const detail = { recordId, objectApiName: this.objectApiName, label: this.objectInfo.label };
    this.dispatchEvent(
      new CustomEvent(name === 'edit' ? 'platform_edit' : 'platform_delete', { bubbles: true, composed: true, detail }),
    );
  }
}
