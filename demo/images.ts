import { readFileSync } from "node:fs";
import type { SandboxImage } from "#sandbox/registry/image.ts";

/** A file of the demo's samples. */
export const sample = (name: string) => readFileSync(new URL(`./samples/${name}`, import.meta.url));

/** Images of the demo: the program's own files; the interpreter is the machine's. */
export function images(initProgram: Uint8Array): { name: string; images: SandboxImage[] }[] {
  const path = `${process.execPath.replace(/\/[^/]+$/, "")}:/usr/local/bin:/usr/bin:/bin`;
  const python = { entrypoint: ["python3"], env: { PATH: path }, user: "65532" };
  return [
    {
      name: "slipway/init",
      images: [
        {
          tags: ["0.1.0"],
          entrypoint: ["node", "/opt/slipway/init.js"],
          env: { PATH: path },
          user: "65532",
          files: { "/opt/slipway/init.js": initProgram },
        },
      ],
    },
    {
      name: "orders/report",
      images: [
        { ...python, tags: ["2026.11.3"], files: { "/etc/orders-report-release": "2026.11.3\n" } },
        { ...python, tags: ["2026.11.4", "stable"], files: { "/etc/orders-report-release": "2026.11.4\n" } },
      ],
    },
    {
      name: "payments/settle",
      images: [{ ...python, tags: ["4.2.0"], files: { "/etc/payments-settle-release": "4.2.0\n" } }],
    },
    {
      name: "tools/greeting",
      images: [
        {
          tags: ["1.0.0"],
          entrypoint: ["/bin/sh", "/app/greeting.sh"],
          env: { PATH: path },
          user: "65532",
          files: { "/app/greeting.sh": sample("container-greeting.sh") },
        },
      ],
    },
  ];
}
