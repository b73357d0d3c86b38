trigger AccountContactRelationTrigger on AccountContactRelation(before insert, before update) {
  new AccountContactRelationTriggerHandler().run();
}
