import { LightningElement, api } from 'lwc';
import sanitizeHTML from 'lightning/purifyLib';

/** Markup written in the builder. Scripts and handlers are cut out, as the platform does. */
export default class HtmlEditor extends LightningElement {
  @api richTextValue = '';
  @api imageInfos;

  renderedCallback() {
    const holder = this.template.querySelector('.content');
    if (holder && this.shown !== this.richTextValue) {
      this.shown = this.richTextValue;
      holder.innerHTML = sanitizeHTML(this.richTextValue ?? '');
    }
  }
}
