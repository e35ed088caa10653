import type { FaultControl, FaultRule } from "#sandbox/faults.ts";

type Asked = { method: string; path: string };

/** Scripts one failure of a stand-in, and tells when a request first met it. */
export function scriptFault(faults: FaultControl | undefined, rule: FaultRule): { hit: Promise<void> } {
  if (!faults) throw new Error("This server takes no fault scripts");
  let tell = () => {};
  const hit = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const match = (asked: Asked) => {
    const matches = rule.match(asked);
    if (matches) tell();
    return matches;
  };
  faults.script({ ...rule, match });
  return { hit };
}

/** The one request of a dispatch that makes something run. */
export const createsJob = ({ method, path }: Asked) =>
  method === "POST" && /^\/apis\/batch\/v1\/namespaces\/[^/]+\/jobs(\?|$)/.test(path);
