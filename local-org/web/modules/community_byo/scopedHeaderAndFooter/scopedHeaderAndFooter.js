import { LightningElement, api } from 'lwc';

/** The theme layout of "Build Your Own (LWR)": header, page, footer at the bottom of the window. */
export default class ScopedHeaderAndFooter extends LightningElement {
  @api hideThemeFooter = false;
  @api showThemeFooterAtBottom;
  @api stickyThemeHeader = false;

  get showFooter() {
    return !this.hideThemeFooter;
  }

  get headerClass() {
    return this.stickyThemeHeader ? 'sticky' : '';
  }
}
