import { readFileSync } from "node:fs";
import type { SaveJobInput } from "#lib/jobs/schema.ts";

const small = { cpuRequestMillis: 100, cpuLimitMillis: 1000, memoryRequestMiB: 64, memoryLimitMiB: 512 };
const report = { repository: "orders/report", tag: "2026.11.4" };
const code = (name: string) => readFileSync(new URL(`./samples/${name}`, import.meta.url), "utf8");

/** The sample jobs of the demo. The report is one job for all three clusters: names, which each cluster maps to its own. */
export const jobsOf: SaveJobInput[] = [
  {
    project: "orders",
    name: "Daily orders report",
    type: "python",
    spec: {
      image: report,
      program: { kind: "file", path: "jobs/daily-orders-report.py" },
      files: [
        { key: "input/orders.csv", path: "input/orders.csv" },
        { key: "jobs/daily-orders-report.py", path: "jobs/daily-orders-report.py" },
      ],
      secrets: [{ name: "orders/db-password", file: "db-password", env: "DB_PASSWORD_FILE" }],
      resources: small,
      deadlineMinutes: 30,
    },
  },
  {
    project: "orders",
    name: "Greeting from a container",
    type: "container",
    spec: {
      image: { repository: "tools/greeting", tag: "1.0.0" },
      env: [{ name: "GREETING", value: "hello" }],
      resources: small,
      deadlineMinutes: 10,
    },
  },
  {
    project: "orders",
    name: "Fails well",
    type: "python",
    spec: {
      image: report,
      program: { kind: "inline", code: code("fails-well.py") },
      resources: small,
      deadlineMinutes: 10,
    },
  },
  {
    project: "orders",
    name: "Long count",
    type: "python",
    spec: {
      image: report,
      program: { kind: "inline", code: code("long-count.py") },
      args: ["600"],
      resources: small,
      deadlineMinutes: 30,
    },
  },
  {
    project: "payments",
    name: "Settle the day",
    type: "python",
    spec: {
      image: { repository: "payments/settle", tag: "4.2.0" },
      program: { kind: "inline", code: "print('settled')\n" },
      secrets: [{ name: "payments/ledger-key", file: "ledger-key", env: "LEDGER_KEY_FILE" }],
      resources: small,
      deadlineMinutes: 30,
    },
  },
];
