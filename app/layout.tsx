import type { Metadata, Viewport } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Providers } from "#components/frame/providers.tsx";
import { mono, sans } from "./fonts.ts";
import "./globals.css";

export const generateMetadata = async (): Promise<Metadata> => {
  const t = await getTranslations("frame");
  return { title: { default: "Slipway", template: "%s · Slipway" }, description: t("description") };
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await getLocale();
  return (
    // The theme's attribute is set before hydration, by next-themes' inline script.
    <html lang={locale} className={`${sans.variable} ${mono.variable}`} suppressHydrationWarning>
      <body>
        <NextIntlClientProvider>
          <Providers>{children}</Providers>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
