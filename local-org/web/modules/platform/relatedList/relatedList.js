import { LightningElement, api, wire } from 'lwc';
import { context } from 'platform/context';
import { messageOf } from 'platform/runtime';
import { toUrl } from 'platform/router';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { getRelatedListInfo, getRelatedListRecords } from 'lightning/uiRelatedListApi';
import { onRecordSaved } from 'platform/events';
import { refreshApex } from 'lightning/uiRecordApi';

const PAGE = 50;

/** One related list of a record: a card with a few rows, or (`compact` false) a page of it with all of them. */
export default class RelatedList extends LightningElement {
  @api recordId;
  @api objectApiName;
  @api relatedListId;
  @api label;
  @api compact = false;
  @api maxRecords = 6;
  /** Field names instead of the columns the layout gives. */
  @api fieldNames;
  info;
  childInfo;
  answer;
  problem;
  sortedBy;
  sortedDirection = 'asc';
  sortPath;
  shown = PAGE;

  connectedCallback() {
    this.end = onRecordSaved(({ objectApiName }) => {
      if (objectApiName === this.childObject && this.emitted) {
        void refreshApex(this.emitted);
      }
    });
  }
  disconnectedCallback() {
    this.end?.();
  }

  @wire(getRelatedListInfo, { parentObjectApiName: '$objectApiName', relatedListId: '$relatedListId' })
  receiveInfo({ data, error }) {
    this.info = data;
    this.problem = error && messageOf(error);
  }

  get childObject() {
    return this.info?.objectApiNames?.[0] ?? this.info?.objectApiName;
  }

  @wire(getObjectInfo, { objectApiName: '$childObject' })
  describe({ data }) {
    this.childInfo = data;
  }

  get columns() {
    const columns = this.info?.displayColumns ?? [];
    if (!this.fieldNames?.length || !this.childInfo) {
      return columns;
    }
    return this.fieldNames.map((name) => {
      const path = name.replace(new RegExp(`^${this.childObject}\\.`), '');
      return (
        columns.find(({ fieldApiName }) => fieldApiName === path) ?? {
          fieldApiName: path,
          label: this.childInfo.fields[path]?.label ?? path,
          sortable: true,
        }
      );
    });
  }

  get fields() {
    if (!this.childInfo || !this.info) {
      return undefined;
    }
    const object = this.childObject;
    return this.columns.flatMap(({ fieldApiName }) => {
      const path = fieldApiName.startsWith(`${object}.`) ? fieldApiName.slice(object.length + 1) : fieldApiName;
      const field = this.childInfo.fields[path];
      return [
        `${object}.${path}`,
        ...(field?.reference && field.relationshipName ? [`${object}.${field.relationshipName}.Name`] : []),
      ];
    });
  }
  get readyListId() {
    return this.fields ? this.relatedListId : undefined;
  }
  get pageSize() {
    return this.compact ? Number(this.maxRecords) || 6 : this.shown;
  }
  get sortBy() {
    return this.sortPath
      ? [`${this.sortedDirection === 'desc' ? '-' : ''}${this.childObject}.${this.sortPath}`]
      : undefined;
  }

  @wire(getRelatedListRecords, {
    parentRecordId: '$recordId',
    relatedListId: '$readyListId',
    optionalFields: '$fields',
    pageSize: '$pageSize',
    sortBy: '$sortBy',
  })
  receive(emitted) {
    this.emitted = emitted;
    this.answer = emitted.data ?? (emitted.error ? undefined : this.answer);
    if (emitted.error) {
      this.problem = messageOf(emitted.error);
    }
  }

  get records() {
    return this.answer?.records ?? [];
  }
  get hasRecords() {
    return this.records.length > 0 && this.childInfo;
  }
  get loading() {
    return !this.answer && !this.problem;
  }
  get hasMore() {
    return Boolean(this.answer?.nextPageToken);
  }
  get title() {
    return this.label || this.info?.label || this.relatedListId;
  }
  get titleWithCount() {
    return this.answer ? `${this.title} (${this.records.length}${this.hasMore ? '+' : ''})` : this.title;
  }
  get icon() {
    return context.icons?.[this.childObject] ?? 'standard:record';
  }
  get allUrl() {
    return toUrl({
      type: 'standard__recordRelationshipPage',
      attributes: {
        recordId: this.recordId,
        objectApiName: this.objectApiName,
        relationshipApiName: this.relatedListId,
      },
    });
  }
  get mayCreate() {
    return this.childInfo?.createable === true && this.parentField !== undefined && context.kind === 'lightning';
  }
  /** The lookup of the child that leads here. */
  get parentField() {
    return (
      this.info?.fieldApiName ??
      this.info?.parentFieldApiName ??
      Object.values(this.childInfo?.fields ?? {}).find(
        (field) => field.reference && field.referenceToInfos.some(({ apiName }) => apiName === this.objectApiName),
      )?.apiName
    );
  }

  sort(event) {
    this.sortPath = event.detail.path;
    this.sortedBy = event.detail.fieldName;
    this.sortedDirection = event.detail.direction;
  }
  more() {
    this.shown += PAGE;
  }
  create() {
    this.dispatchEvent(
      new CustomEvent('platform_edit', {
        bubbles: true,
        composed: true,
        detail: { objectApiName: this.childObject, defaultValues: { [this.parentField]: this.recordId } },
      }),
    );
  }
}
