import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { type AddressRefusal, type AddressRule, parseAddressRanges, plainAddress, refusalOf } from "./address.ts";

const allowing = (ranges: string): AddressRule["allowed"] => {
  const list = parseAddressRanges(ranges);
  if (!list) throw new Error(`${ranges} are no ranges`);
  return list;
};
const rule: AddressRule = {
  allowed: allowing(""),
  own: new Set(["10.9.8.7", "fd12::7"]),
  never: new Set(["10.1.1.1 5432", "127.0.0.1 5432"]),
};

describe("an address", () => {
  test.each<[string, AddressRefusal | undefined]>([
    ["127.0.0.1", "loopback"],
    ["127.255.255.254", "loopback"],
    ["::1", "loopback"],
    ["[::1]", "loopback"],
    ["::ffff:127.0.0.1", "loopback"],
    ["::ffff:7f00:1", "loopback"],
    ["0:0:0:0:0:ffff:7f00:0001", "loopback"],
    ["::127.0.0.1", "loopback"],
    ["64:ff9b::127.0.0.1", "loopback"],
    ["64:ff9b::7f00:1", "loopback"],
    ["2002:7f00:1::", "loopback"],
    ["169.254.1.1", "link-local"],
    ["fe80::1", "link-local"],
    ["fe80::1%eth0", "link-local"],
    ["febf:ffff::1", "link-local"],
    ["::ffff:169.254.1.1", "link-local"],
    ["169.254.169.254", "metadata"],
    ["::ffff:169.254.169.254", "metadata"],
    ["::ffff:a9fe:a9fe", "metadata"],
    ["64:ff9b::a9fe:a9fe", "metadata"],
    ["2002:a9fe:a9fe::1", "metadata"],
    ["169.254.170.23", "metadata"],
    ["fd00:ec2::254", "metadata"],
    ["FD00:0EC2:0::254", "metadata"],
    ["100.100.100.200", "metadata"],
    ["168.63.129.16", "metadata"],
    ["0.0.0.0", "unspecified"],
    ["0.1.2.3", "unspecified"],
    ["::", "unspecified"],
    ["::ffff:0.0.0.0", "unspecified"],
    ["224.0.0.1", "multicast"],
    ["ff02::1", "multicast"],
    ["255.255.255.255", "reserved"],
    ["2001:0:7f00:1::", "reserved"],
    ["10.9.8.7", "own"],
    ["::ffff:10.9.8.7", "own"],
    ["fd12:0::7", "own"],
    ["localhost", "reserved"],
    ["", "reserved"],
    ["10.0.0.1", undefined],
    ["192.168.1.1", undefined],
    ["172.16.0.1", undefined],
    ["100.64.0.1", undefined],
    ["203.0.113.9", undefined],
    ["fd00::1", undefined],
    ["2600:1f18::1", undefined],
    ["64:ff9b::cb00:7109", undefined],
  ])("%s is refused as %s", (address, refusal) => {
    expect(refusalOf(address, 443, rule)).toBe(refusal);
  });

  test.each([
    ["https://2130706433/", "127.0.0.1"],
    ["https://0177.0.0.1/", "127.0.0.1"],
    ["https://0x7f.1/", "127.0.0.1"],
    ["https://127.1/", "127.0.0.1"],
    ["https://0xa9fea9fe/", "169.254.169.254"],
    ["https://①②⑦.0.0.1/", "127.0.0.1"],
    ["https://[::ffff:127.0.0.1]/", "127.0.0.1"],
    ["https://[0:0:0:0:0:0:0:1]/", "::1"],
  ])("written as in %s is the plain %s once the URL is parsed, and refused", (url, plain) => {
    const { hostname } = new URL(url);
    expect(plainAddress(hostname)).toBe(plain);
    expect(refusalOf(hostname, 443, rule)).toBeDefined();
  });

  property.prop([fc.ipV4()])("of IPv4 is judged alike however IPv6 carries it", (address) => {
    const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
    const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
    const plain = refusalOf(address, 443, rule);
    for (const form of [`::ffff:${address}`, `::ffff:${hex}`, `64:ff9b::${hex}`, `2002:${hex}::1`])
      expect([form, refusalOf(form, 443, rule)]).toEqual([form, plain]);
  });
});

describe("what the operator allows", () => {
  const open = { ...rule, allowed: allowing("127.0.0.0/8, ::1,10.9.8.7") };
  test("is connected to, in every spelling, and nothing else is", () => {
    expect(refusalOf("127.0.0.1", 443, open)).toBeUndefined();
    expect(refusalOf("::ffff:127.0.0.1", 443, open)).toBeUndefined();
    expect(refusalOf("::1", 443, open)).toBeUndefined();
    expect(refusalOf("10.9.8.7", 443, open)).toBeUndefined();
    expect(refusalOf("169.254.169.254", 443, open)).toBe("metadata");
  });
  test("never opens the database's own port", () => {
    expect(refusalOf("127.0.0.1", 5432, open)).toBe("own");
    expect(refusalOf("::ffff:127.0.0.1", 5432, open)).toBe("own");
  });
  test.each(["10.0.0.0/33", "10.0.0", "fd00::/129", "example.com", "10.0.0.0/8/8", "10.0.0.0/-1", "10.0.0.0/"])(
    "is not %s",
    (ranges) => expect(parseAddressRanges(ranges)).toBeUndefined(),
  );
});
