/** `lightning/navigation`: what components import. */
export {
  CurrentPageReference,
  NavigationContext,
  NavigationMixin,
  generateUrl,
  navigateTo as navigate,
} from 'force/navigation';
