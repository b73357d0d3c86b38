import { LightningElement, api } from 'lwc';
import { context } from 'platform/context';

/** The site's logo with a link to its start page; the site's name where no image is set. */
export default class SiteLogo extends LightningElement {
  @api alignment = 'left';
  @api imageInfo;
  @api imageInfoMobile;
  @api logoWidth;

  get homeUrl() {
    return `${context.basePath}/`;
  }

  get siteName() {
    return context.siteLabel;
  }

  get imageUrl() {
    const info = this.imageInfo;
    if (!info) {
      return undefined;
    }
    try {
      return JSON.parse(info).url;
    } catch {
      // Not JSON: the older form is the address itself.
      return info.startsWith('/') || info.startsWith('data:image/') ? info : undefined;
    }
  }

  get imageStyle() {
    return this.logoWidth ? `width:${Number(this.logoWidth)}px` : '';
  }

  get alignClass() {
    return `slds-text-align_${this.alignment ?? 'left'}`;
  }
}
