/** Answers base components that ask for the address of a record or page (formatted-lookup, datatable links, toast links). */
import { LinkInfo, registerLinkProvider } from 'lightning/routingService';
import { openUrl, toUrl } from 'platform/router';

export function provideLinks(element) {
  registerLinkProvider(element, (event) => {
    event.stopPropagation();
    const { stateRef, callback } = event.detail;
    const reference = { type: stateRef.stateType ?? stateRef.type, attributes: stateRef.attributes };
    const url = reference.type === 'standard_webPage' ? reference.attributes.url : toUrl(reference);
    callback(
      null,
      new LinkInfo(url ?? '', (clicked) => {
        if (url) {
          clicked?.preventDefault();
          openUrl(url);
        }
      }),
    );
  });
}
