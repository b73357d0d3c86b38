trigger AccountTrigger on Account(before update) {
  new AccountTriggerHandler().run();
}
