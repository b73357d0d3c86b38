import none from '@salesforce/label/c.Contract_Status_None';
import draft from '@salesforce/label/c.Contract_Status_Draft';
import requested from '@salesforce/label/c.Contract_Status_Requested';
import confirmed from '@salesforce/label/c.Contract_Status_Confirmed';
import started from '@salesforce/label/c.Contract_Status_Started';
import rejected from '@salesforce/label/c.Contract_Status_Rejected';
import cancelled from '@salesforce/label/c.Contract_Status_Cancelled';
import ended from '@salesforce/label/c.Contract_Status_Ended';
import electricity from '@salesforce/label/c.Commodity_Electricity';
import gas from '@salesforce/label/c.Commodity_Gas';

const WORDS = {
  None: none,
  Draft: draft,
  Requested: requested,
  Confirmed: confirmed,
  Started: started,
  Rejected: rejected,
  Cancelled: cancelled,
  Ended: ended
};

const COMMODITIES = { Electricity: electricity, Gas: gas };

/** Values of Contract.Switch_Status__c and Contract_Line__c.Supply_Status__c as customers should read them. */
export const statusInWords = (status) => (status ? (WORDS[status] ?? status) : none);

/** Electricity or Gas in the visitor's language. */
export const commodityInWords = (commodity) => COMMODITIES[commodity] ?? commodity;
