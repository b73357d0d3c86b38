trigger ApplicationSubmittedTrigger on Application_Submitted__e(after insert) {
  new ApplicationSubmittedTriggerHandler().run();
}
