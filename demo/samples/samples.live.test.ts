import { spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const samples = import.meta.dirname;
const canary = "canary-90aa-never-to-be-printed";
let pod: string;

beforeAll(async () => {
  pod = await mkdtemp(join(tmpdir(), "slipway-samples-"));
  await mkdir(join(pod, "files/input"), { recursive: true });
  await mkdir(join(pod, "secrets"));
  await copyFile(join(samples, "orders.csv"), join(pod, "files/input/orders.csv"));
  await writeFile(join(pod, "secrets/db-password"), canary, { mode: 0o400 });
});
afterAll(() => rm(pod, { recursive: true }));

function start(program: string, args: string[], env: Record<string, string> = {}) {
  const child = spawn(program, args, {
    cwd: pod,
    env: { NODE_ENV: "production", PATH: process.env.PATH, SLIPWAY_FILES: join(pod, "files"), ...env },
  });
  const seen = { out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    seen.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    seen.err += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, seen, ended };
}

test("the report shows what sells, and of the password only that it is there", async () => {
  const { seen, ended } = start("python3", [join(samples, "daily-orders-report.py")], {
    DB_PASSWORD_FILE: join(pod, "secrets/db-password"),
  });
  expect(await ended).toBe(0);
  expect(seen.out).toContain("is readable, mode 0400, 31 bytes");
  expect(seen.out).toMatch(/^DE +40,232\.90 +29\.4 %$/m);
  expect(seen.out).toMatch(/Biggest day: 2026-09-19 with 10,272\.60 EUR/);
  expect(seen.out).toMatch(/\nreport ready\n$/);
  expect(seen.out + seen.err).not.toContain(canary);
});

test("the report without its file says which to attach", async () => {
  const { seen, ended } = start("python3", [join(samples, "daily-orders-report.py")], { SLIPWAY_FILES: "/nowhere" });
  expect(await ended).toBe(1);
  expect(seen.err).toMatch(/input\/orders\.csv cannot be read: No such file or directory\. Attach .* to the job\.\n$/);
});

test("the failing sample ends with 3 and one clear last line", async () => {
  const { seen, ended } = start("python3", [join(samples, "fails-well.py")]);
  expect(await ended).toBe(3);
  expect(seen.out).toContain("[3/3] checking totals");
  expect(seen.err).toMatch(/^totals do not match: .*\n$/);
});

test("the counter counts to its limit, and stops when it is told", async () => {
  const whole = start("python3", [join(samples, "long-count.py"), "1"]);
  expect(await whole.ended).toBe(0);
  expect(whole.seen.out).toBe("1 of 1\ncounted to the end\n");
  const stopped = start("python3", [join(samples, "long-count.py"), "100"]);
  await expect.poll(() => stopped.seen.out, { timeout: 10_000 }).toContain("1 of 100");
  stopped.child.kill("SIGTERM");
  expect(await stopped.ended).toBe(143);
  expect(stopped.seen.out).toMatch(/stopping\n$/);
});

test("the container names its files and secret files, and prints no secret", async () => {
  const { seen, ended } = start("sh", [join(samples, "container-greeting.sh"), "one", "two"], {
    GREETING: "good morning",
    DB_PASSWORD_FILE: join(pod, "secrets/db-password"),
  });
  expect(await ended).toBe(0);
  expect(seen.out).toContain("arguments: one two\ngreeting: good morning\n");
  expect(seen.out).toContain("files:\n  input/orders.csv\n");
  expect(seen.out).toContain(`secret file: DB_PASSWORD_FILE = ${pod}/secrets/db-password\ndone\n`);
  expect(seen.out).not.toContain(canary);
});

test("the orders are synthetic, few and small", async () => {
  const csv = await readFile(join(samples, "orders.csv"), "utf8");
  expect(csv.split("\n")[0]).toBe("order_id,ordered_on,country,product,quantity,unit_price_eur");
  expect(Buffer.byteLength(csv)).toBeLessThan(40_000);
});
