import type { Locale as SlipwayLocale } from "#lib/platform/locale.ts";
import type messages from "#messages/en.json";

declare module "next-intl" {
  // Module augmentation needs an interface.
  interface AppConfig {
    Locale: SlipwayLocale;
    Messages: typeof messages;
  }
}
