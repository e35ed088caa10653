export type Challenge = { scheme: "basic" } | { scheme: "bearer"; realm: string; service?: string; scope?: string };

/** What a registry's WWW-Authenticate header asks for; undefined when it is neither Basic nor Bearer. RFC 7235, section 4.1 */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  const [, scheme = "", rest = ""] = /^\s*(\w+)\s*(.*)$/s.exec(header ?? "") ?? [];
  if (scheme.toLowerCase() === "basic") return { scheme: "basic" };
  if (scheme.toLowerCase() !== "bearer") return undefined;
  const fields = Object.fromEntries(
    [...rest.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [name, value]),
  );
  const { realm, service, scope } = fields;
  return realm ? { scheme: "bearer", realm, ...(service && { service }), ...(scope && { scope }) } : undefined;
}

export const basicAuthorization = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
