trigger ServicePointTrigger on Service_Point__c(before insert, before update) {
  new ServicePointTriggerHandler().run();
}
