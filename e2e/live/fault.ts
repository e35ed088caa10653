import type { FaultControl } from "#sandbox/faults.ts";

type Rule = Parameters<FaultControl["script"]>[0];
type Asked = { method: string; path: string };

/** Scripts failures of a stand-in; tells when a request first met them, and how many have. */
export function scriptFault(faults: FaultControl | undefined, rule: Rule): { hit: Promise<void>; hits(): number } {
  if (!faults) throw new Error("This server takes no fault scripts");
  let tell = () => {};
  let hits = 0;
  const hit = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const match = (asked: Asked) => {
    if (!rule.match(asked)) return false;
    hits += 1;
    tell();
    return true;
  };
  faults.script({ ...rule, match });
  return { hit, hits: () => hits };
}

/** The one request of a dispatch that makes something run. */
export const createsJob = ({ method, path }: Asked) =>
  method === "POST" && /^\/apis\/batch\/v1\/namespaces\/[^/]+\/jobs(\?|$)/.test(path);
