import { LightningElement, api } from 'lwc';

/** One related list of the record itself; lists of a parent (`parentFieldApiName` other than Id) are not drawn yet. */
export default class RelatedListSingleContainer extends LightningElement {
  @api recordId;
  @api objectApiName;
  @api relatedListApiName;
  @api relatedListComponentOverride;
  @api parentFieldApiName;
  @api showActionBar;
}
