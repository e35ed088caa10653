import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { chooseLocale } from "#lib/platform/locale.ts";

const catalogs = {
  en: () => import("#messages/en.json"),
  "zh-CN": () => import("#messages/zh-CN.json"),
};

/** True for a name of the IANA time zone database that this Node knows. */
const isTimeZone = (name: string) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** Language from the cookie `locale`, else Accept-Language; time zone from the cookie the browser sets on its first page. */
export default getRequestConfig(async () => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const locale = chooseLocale(jar.get("locale")?.value, head.get("accept-language"));
  const zone = decodeURIComponent(jar.get("timezone")?.value ?? "UTC");
  return {
    locale,
    messages: (await catalogs[locale]()).default,
    timeZone: isTimeZone(zone) ? zone : "UTC",
    now: new Date(),
  };
});
