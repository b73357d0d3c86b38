import { LightningElement, api, wire } from 'lwc';
import { getRelatedListsInfo } from 'lightning/uiRelatedListApi';
import { messageOf } from 'platform/runtime';

/** All related lists the page layout names, in its order. */
export default class RelatedListContainer extends LightningElement {
  @api recordId;
  @api objectApiName;
  lists;
  problem;

  @wire(getRelatedListsInfo, { parentObjectApiName: '$objectApiName' })
  receive({ data, error }) {
    this.lists = data?.relatedLists;
    this.problem = error && messageOf(error);
  }

  get none() {
    return this.lists?.length === 0;
  }
}
