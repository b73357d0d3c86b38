trigger AssetTrigger on Asset(before insert, before update) {
  new AssetTriggerHandler().run();
}
