trigger AccountContactRelationTrigger on AccountContactRelation(before insert, before update, after delete) {
  new AccountContactRelationTriggerHandler().run();
}
