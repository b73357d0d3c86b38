import { LightningElement, api } from 'lwc';

/** A list view as a card of an app or home page. */
export default class FilterListCard extends LightningElement {
  @api recordId;
  @api objectApiName;
  @api entityName;
  @api filterName;
  @api pageSize = 5;
  @api hideActionBar;
  @api hideSearchBar;
  @api enableInlineEdit;
  @api layout;
}
