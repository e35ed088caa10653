export const locales = ["en", "zh-CN"] as const;
export type Locale = (typeof locales)[number];

/** What a person chose wins; else the first language of Accept-Language (RFC 9110 §12.5.4) that Slipway speaks; else English. */
export const chooseLocale = (cookie: string | undefined, acceptLanguage: string | null): Locale => {
  if (cookie === "en" || cookie === "zh-CN") return cookie;
  const ranges = (acceptLanguage ?? "").split(",").map((part, index) => {
    const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
    const weight = parameters.map((p) => p.trim()).find((p) => p.startsWith("q="));
    return { tag, index, q: weight ? Number(weight.slice(2)) : 1 };
  });
  const wanted = ranges.filter((r) => r.q > 0).sort((a, b) => b.q - a.q || a.index - b.index);
  for (const { tag } of wanted) {
    if (tag === "zh" || tag.startsWith("zh-")) return "zh-CN";
    if (tag === "en" || tag.startsWith("en-")) return "en";
  }
  return "en";
};
