trigger ReadingOwnerTrigger on Meter_Reading__c(before insert, before update) {
  ReadingOwners.assign(Trigger.new, Trigger.oldMap);
}
