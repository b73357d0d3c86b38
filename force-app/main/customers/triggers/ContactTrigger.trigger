trigger ContactTrigger on Contact(before insert, before update, after undelete) {
  new ContactTriggerHandler().run();
}
