import { LightningElement, api, wire } from 'lwc';
import { context, uiApi } from 'platform/context';
import { call, messageOf } from 'platform/runtime';
import { entryOf, nameOf } from 'platform/recordFields';
import { objectOfRecordId } from 'platform/lightningRoutes';
import { getRecord } from 'lightning/uiRecordApi';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { pageConstructor } from 'shell/registry';
import DefaultRecordPage from 'shell/defaultRecordPage';

/** A record: the FlexiPage assigned in the app (else in the org), or the default page. */
export default class RecordPage extends LightningElement {
  @api recordId;
  @api objectApiName;
  @api app;
  @api pageReference;
  component;
  objectInfo;
  record;
  problem;
  pageName;
  notedId;

  get objectName() {
    return this.objectApiName ?? objectOfRecordId(this.recordId);
  }
  get listUrl() {
    return this.objectName ? `/lightning/o/${this.objectName}/list` : '/lightning/page/home';
  }

  connectedCallback() {
    if (!this.objectName) {
      this.fail({ status: 404 });
    } else if (!this.dependsOnRecordType) {
      void this.choosePage();
    }
  }

  /** Rules of the app for this object, for the user's profile. */
  get profilePages() {
    return (this.app.profilePages ?? []).filter(({ object }) => object === this.objectName);
  }
  get dependsOnRecordType() {
    return this.profilePages.some(({ recordType }) => recordType);
  }

  async choosePage(recordType) {
    const rule =
      this.profilePages.find((candidate) => candidate.recordType && candidate.recordType === recordType) ??
      this.profilePages.find((candidate) => !candidate.recordType);
    const name = rule?.page ?? this.app.recordPages[this.objectName];
    if (this.pageName === name && this.component) {
      return;
    }
    this.pageName = name;
    try {
      this.component = name && context.pages[name] ? await pageConstructor(name) : DefaultRecordPage;
    } catch (error) {
      this.problem = { heading: 'This page cannot be shown', message: error.message };
    }
  }

  @wire(getObjectInfo, { objectApiName: '$objectName' })
  describe({ data, error }) {
    this.objectInfo = data;
    this.fail(error);
  }

  get fields() {
    if (!this.objectInfo) {
      return undefined;
    }
    const names = this.objectInfo.fields.Name ? ['Name'] : this.objectInfo.nameFields;
    const rules = context.pages[this.pageName]?.ruleFields ?? [];
    const type = this.dependsOnRecordType && this.objectInfo.fields.RecordTypeId ? ['RecordType.DeveloperName'] : [];
    return [...names, ...rules, ...type].map((name) => `${this.objectName}.${name}`);
  }

  @wire(getRecord, { recordId: '$recordId', optionalFields: '$fields' })
  receive({ data, error }) {
    this.record = data;
    if (data) {
      this.problem = undefined;
      void this.noteView();
      if (this.dependsOnRecordType) {
        void this.choosePage(entryOf(data, 'RecordType.DeveloperName')?.value);
      }
      this.dispatchEvent(
        new CustomEvent('pagetitle', {
          detail: { title: nameOf(data, this.objectInfo), icon: context.icons?.[this.objectName] ?? 'standard:record' },
        }),
      );
    }
    this.fail(error);
  }

  /** Opening a record puts it among those that the user looked at last; refreshing it does not. */
  async noteView() {
    if (this.notedId === this.recordId) {
      return;
    }
    this.notedId = this.recordId;
    try {
      await call('GET', `${uiApi}/records/${this.recordId}?updateMru=true`);
    } catch (error) {
      // The record is shown all the same.
      reportError(error);
    }
  }

  fail(error) {
    if (!error) {
      return;
    }
    const hidden = error.status === 404 || error.status === 403;
    this.problem = hidden
      ? {
          heading: 'This record is not available',
          message: 'It does not exist any more, or you have no access to it. Ask its owner or an administrator.',
        }
      : { heading: 'This record cannot be shown', message: messageOf(error) };
    this.dispatchEvent(
      new CustomEvent('pagetitle', { detail: { title: this.problem.heading, icon: 'utility:warning' } }),
    );
  }
}
