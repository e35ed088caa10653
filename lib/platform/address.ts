import { BlockList, isIPv4, isIPv6 } from "node:net";

/** Why Slipway opens no connection to an address. */
export type AddressRefusal = "loopback" | "link-local" | "metadata" | "unspecified" | "multicast" | "reserved" | "own";

export type AddressRule = {
  /** What the operator allows although it would be refused: SLIPWAY_ALLOWED_ADDRESSES. */
  allowed: BlockList;
  /** Addresses of this machine and of the database's host. */
  own: ReadonlySet<string>;
  /** `address port` of the database, which no configuration opens. */
  never: ReadonlySet<string>;
};

const ranges: [AddressRefusal, string[]][] = [
  // Instance metadata hands out credentials: AWS, GCP and Azure (link-local too), AWS over IPv6, Azure's wire server, Alibaba, Oracle.
  ["metadata", ["169.254.169.254/32", "fd00:ec2::254/128", "fd20:ce::254/128", "168.63.129.16/32"]],
  // The EKS Pod Identity agent and the ECS credential endpoint are of the same kind.
  ["metadata", ["169.254.170.2/32", "169.254.170.23/32", "fd00:ec2::23/128", "100.100.100.200/32", "192.0.0.192/32"]],
  ["loopback", ["127.0.0.0/8", "::1/128"]],
  ["link-local", ["169.254.0.0/16", "fe80::/10"]],
  ["unspecified", ["0.0.0.0/8", "::/128"]],
  ["multicast", ["224.0.0.0/4", "ff00::/8"]],
  // Broadcast and class E; Teredo, which carries an IPv4 address that nobody sees.
  ["reserved", ["240.0.0.0/4", "2001::/32"]],
];
const refusals = ranges.map(([refusal, cidrs]) => [refusal, blockListOf(cidrs)] as const);

/**
 * Why a connection to an address must not be opened; undefined where it may. The address decides, never the name: ask for the one that is
 * really connected to. https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function refusalOf(address: string, port: number, rule: AddressRule): AddressRefusal | undefined {
  const plain = plainAddress(address);
  // What cannot be read is not connected to.
  if (plain === undefined) return "reserved";
  if (rule.never.has(`${plain} ${port}`)) return "own";
  const family = isIPv4(plain) ? "ipv4" : "ipv6";
  if (rule.allowed.check(plain, family)) return undefined;
  const refused = refusals.find(([, list]) => list.check(plain, family));
  return refused?.[0] ?? (rule.own.has(plain) ? "own" : undefined);
}

/**
 * One spelling for each address: no brackets, no zone, and IPv4 that IPv6 carries (mapped, compatible, NAT64, 6to4) as the IPv4 it is.
 * undefined for what is no address. https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5, rfc6052, rfc3056
 */
export function plainAddress(text: string): string | undefined {
  const address = text.replace(/^\[(.*)\]$/, "$1").replace(/%.*$/, "");
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return undefined;
  // The URL parser writes an address in its one short form (RFC 5952), without dots.
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  return embedded(groupsOf(short)) ?? short;
}

function groupsOf(short: string): number[] {
  const [head = "", tail = ""] = short.split("::");
  const numbers = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));
  const [before, after] = [numbers(head), numbers(tail)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function embedded(groups: number[]): string | undefined {
  const [a = 0, b = 0, c = 0, , , f = 0, g = 0, h = 0] = groups;
  const dotted = (high: number, low: number) => [high >> 8, high & 255, low >> 8, low & 255].join(".");
  const isZero = (from: number, to: number) => groups.slice(from, to).every((group) => group === 0);
  if (isZero(0, 5) && f === 0xffff) return dotted(g, h);
  // Compatible: `::` and `::1` are IPv6's own.
  if (isZero(0, 6) && (g !== 0 || h > 1)) return dotted(g, h);
  if (a === 0x64 && b === 0xff9b && isZero(2, 6)) return dotted(g, h);
  return a === 0x2002 ? dotted(b, c) : undefined;
}

/** `10.0.0.0/8,fd00::/8,127.0.0.1`: undefined where one of them is no address and no range. */
export function parseAddressRanges(text: string): BlockList | undefined {
  const ranges = text
    .split(",")
    .map((range) => range.trim())
    .filter((range) => range !== "");
  return ranges.every(isRange) ? blockListOf(ranges) : undefined;
}

function isRange(text: string): boolean {
  const [address = "", bits, more] = text.split("/");
  const most = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  return most > 0 && more === undefined && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}

function blockListOf(ranges: string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    const family = isIPv4(address) ? "ipv4" : "ipv6";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
