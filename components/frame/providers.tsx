"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { LazyToaster } from "./lazy-toaster.tsx";
import { TimeZoneCookie } from "./time-zone-cookie.tsx";

/** What every page's client code may rely on: theme, query cache, URL state, toasts, the person's time zone. */
export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: 15_000, retry: 1, refetchOnWindowFocus: true } } }),
  );
  return (
    <ThemeProvider attribute="data-theme" defaultTheme="system" disableTransitionOnChange>
      <QueryClientProvider client={client}>
        <NuqsAdapter>{children}</NuqsAdapter>
        <LazyToaster />
        <TimeZoneCookie />
      </QueryClientProvider>
    </ThemeProvider>
  );
}
