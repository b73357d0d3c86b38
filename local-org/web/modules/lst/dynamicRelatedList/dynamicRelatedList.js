import { LightningElement, api } from 'lwc';

/** A related list with columns of its own, placed by App Builder. */
export default class DynamicRelatedList extends LightningElement {
  @api recordId;
  @api objectApiName;
  @api relatedListApiName;
  @api relatedListLabel;
  @api relatedListFieldAliases;
  @api maxRecordsToDisplay = 10;
  @api actionNames;
  @api adminFilters;
  @api parentFieldApiName;
  @api relatedListDisplayType;
  @api sortFieldAlias;
  @api sortFieldOrder;
  @api showActionBar;
}
