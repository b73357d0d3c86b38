/**
 * Elements that a type had once, with the last API version known to take them. The local org reads every file as version 67.0.
 * Sources: FlexiPageRegion: Summer '20 dropped it (salesforce.stackexchange.com/questions/305221); the others: projects whose manifest
 * names that version, against the WSDL of 67.0. What was dropped later stands in the older WSDL that jsforce holds.
 */
export const FORMER_ELEMENTS: Readonly<Record<string, number>> = {
  'ApexTrigger.targetObject': 47,
  'CustomApplication.tab': 40,
  'CustomObject.enableChangeDataCapture': 45,
  'CustomObject.language': 47,
  'CustomTab.mobileReady': 45,
  'FlexiPageRegion.componentInstances': 48,
  'LookupFilter.developerName': 47,
};
