trigger ContractPropertyTrigger on Account(after update) {
  new ContractPropertyTriggerHandler().run();
}
