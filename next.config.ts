import type { NextConfig } from "next";
import { PHASE_DEVELOPMENT_SERVER } from "next/constants";
import createNextIntlPlugin from "next-intl/plugin";

// Messages are compiled at build time, so that browsers load no ICU parser (some 9 kB of every page). `t.raw` is not available.
const withIntl = createNextIntlPlugin({
  requestConfig: "./app/i18n.ts",
  experimental: { messages: { path: "./messages", format: "json", locales: "infer", precompile: true } },
});

/**
 * Scripts and styles stay same-origin; Next's own bootstrap is inline. `unsafe-eval` is for the development server's
 * source maps alone. Workers may come from a blob, because bundlers wrap them so.
 */
const contentSecurityPolicy = (development: boolean) =>
  [
    "default-src 'self'",
    `script-src 'self' 'unsafe-inline'${development ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

const config = (phase: string): NextConfig => ({
  typedRoutes: true,
  poweredByHeader: false,
  images: { unoptimized: true },
  // Packages that load files by path at run time, or keep one instance per process, are left to Node.
  serverExternalPackages: ["@kubernetes/client-node", "bcryptjs", "pg", "pg-boss", "pino", "postgres", "prom-client"],
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "Content-Security-Policy", value: contentSecurityPolicy(phase === PHASE_DEVELOPMENT_SERVER) },
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
        { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=()" },
        { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
      ],
    },
  ],
});

export default (phase: string) => withIntl(config(phase));
