import dns from "node:dns";
import { lookup as resolve } from "node:dns/promises";
import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { networkInterfaces } from "node:os";
import type { Duplex } from "node:stream";
import { type AddressRefusal, type AddressRule, parseAddressRanges, plainAddress, refusalOf } from "./address.ts";
import { networkEnv } from "./env.ts";
import { SlipwayError } from "./errors.ts";
import { type Said, says } from "./say.ts";

/** Nothing was sent: the address is one that Slipway does not connect to. */
export class AddressRefused extends Error {
  readonly host: string;
  readonly refusal: AddressRefusal;

  constructor(host: string, refusal: AddressRefusal) {
    super(`${host} is an address that Slipway does not connect to (${refusal})`);
    this.name = "AddressRefused";
    this.host = host;
    this.refusal = refusal;
  }
}

/** The refusal in Slipway's words: what was to be reached, and the way out. */
export const addressRefused = (what: Said, error: AddressRefused, details: Record<string, string | undefined>) =>
  new SlipwayError("refused", {
    says: says("address-refused", { what, host: error.host, led: says(`address.${error.refusal}`) }),
    details: { ...details, host: error.host, refusal: error.refusal },
    cause: error,
  });

export type AgentOptions = https.AgentOptions & { lookup?: LookupFunction };

/**
 * Sockets to what people registered: an address is judged at the very moment it is connected to, once for each connection, so that a name
 * which resolves to another address later gains nothing. A request fails with `AddressRefused`.
 */
export const guardedAgent = (protocol: string, options: AgentOptions): http.Agent | https.Agent =>
  protocol === "https:" ? new GuardedHttpsAgent(options) : new GuardedHttpAgent(options);

type Connected = (error: Error | null, stream: Duplex) => void;
type Connect<Options> = (options: Options, callback?: Connected) => Duplex | null | undefined;

class GuardedHttpAgent extends http.Agent {
  override createConnection(options: http.ClientRequestArgs, callback?: Connected) {
    return connectGuarded(options, callback, (guarded) => super.createConnection(guarded));
  }
}

class GuardedHttpsAgent extends https.Agent {
  override createConnection(options: https.RequestOptions, callback?: Connected) {
    return connectGuarded(options, callback, (guarded) => super.createConnection(guarded));
  }
}

function connectGuarded<Options extends http.ClientRequestArgs>(
  options: Options,
  callback: Connected | undefined,
  connect: Connect<Options>,
): undefined {
  const host = options.host ?? "";
  const port = Number(options.port);
  const failed = (error: Error) => callback?.(error, undefined as never);
  addressRule().then((rule) => {
    const judge = (address: string) => {
      const refusal = isOwnName(host, port) ? "own" : refusalOf(address, port, rule);
      if (refusal) throw new AddressRefused(host, refusal);
    };
    try {
      // An address is connected to without a lookup.
      if (isIP(host)) judge(host);
      const socket = connect({ ...options, lookup: judging(options.lookup ?? dns.lookup, judge) });
      if (socket) callback?.(null, socket);
    } catch (error) {
      failed(error as Error);
    }
  }, failed);
}

/** Resolves as `lookup` does; one refused address among the answers refuses the name. */
const judging =
  (lookup: LookupFunction, judge: (address: string) => void): LookupFunction =>
  (hostname, options, callback) =>
    lookup(hostname, options, (error, found, family) => {
      if (error) return callback(error, found, family);
      try {
        for (const { address } of Array.isArray(found) ? found : [{ address: found }]) judge(address);
      } catch (refused) {
        return callback(refused as NodeJS.ErrnoException, found, family);
      }
      callback(null, found, family);
    });

/** Whether a name and port are the portal's own, as people reach it. */
function isOwnName(host: string, port: number): boolean {
  const { SLIPWAY_URL } = networkEnv();
  if (!SLIPWAY_URL) return false;
  const own = new URL(SLIPWAY_URL);
  return own.hostname === host && (Number(own.port) || (own.protocol === "https:" ? 443 : 80)) === port;
}

const keepRuleMs = 30_000;
let known: { at: number; rule: Promise<AddressRule> } | undefined;

function addressRule(): Promise<AddressRule> {
  if (!known || performance.now() - known.at > keepRuleMs) known = { at: performance.now(), rule: readRule() };
  return known.rule;
}

async function readRule(): Promise<AddressRule> {
  const { DATABASE_URL, SLIPWAY_ALLOWED_ADDRESSES = "" } = networkEnv();
  const database = DATABASE_URL ? new URL(DATABASE_URL) : undefined;
  const atDatabase = database ? await addressesOf(database.hostname) : [];
  const here = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const own = [...here.map(({ address }) => address), ...atDatabase].map(plainAddress);
  return {
    allowed: parseAddressRanges(SLIPWAY_ALLOWED_ADDRESSES) ?? (parseAddressRanges("") as AddressRule["allowed"]),
    own: new Set(own.filter((address) => address !== undefined)),
    never: new Set(atDatabase.map((address) => `${plainAddress(address)} ${database?.port || 5432}`)),
  };
}

/** A database whose name does not resolve now is of no use to an attacker either; it is looked up again soon. */
const addressesOf = (hostname: string): Promise<string[]> =>
  resolve(hostname.replace(/^\[(.*)\]$/, "$1"), { all: true }).then(
    (found) => found.map(({ address }) => address),
    () => [],
  );
