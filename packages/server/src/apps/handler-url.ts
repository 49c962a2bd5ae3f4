// Which addresses the server may be made to call. Names are checked again when connecting, since they may change their mind.
import { BlockList, isIPv4, isIPv6 } from "node:net";

const privateAddresses = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8], // "this" network
  ["10.0.0.0", 8],
  ["100.64.0.0", 10], // carrier-grade NAT
  ["127.0.0.0", 8],
  ["169.254.0.0", 16], // link-local, and the metadata services of clouds
  ["172.16.0.0", 12],
  ["192.0.0.0", 24], // protocol assignments
  ["192.0.2.0", 24], // documentation
  ["192.88.99.0", 24], // 6to4 relays
  ["192.168.0.0", 16],
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, and broadcast
] as const) {
  privateAddresses.addSubnet(network, prefix, "ipv4");
}

// Of IPv6 only 2000::/3 is handed out to the public, and a few parts of it lead elsewhere.
const publicIpv6 = new BlockList();
publicIpv6.addSubnet("2000::", 3, "ipv6");
const specialIpv6 = new BlockList();
for (const [network, prefix] of [
  ["2001::", 23], // protocol assignments, Teredo among them
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // 6to4: any IPv4 address, private ones too
  ["3fff::", 20], // documentation
] as const) {
  specialIpv6.addSubnet(network, prefix, "ipv6");
}

/**
 * Whether a literal IP address is anything but a public one: loopback, private, link-local, shared, multicast, reserved, or an IPv6
 * form that leads to such an IPv4 address. What is no IP address counts as private: it must not be called unchecked.
 */
export function isPrivateAddress(ip: string): boolean {
  if (isIPv4(ip)) return privateAddresses.check(ip, "ipv4");
  const address = ip.replace(/%.*$/, "");
  if (!isIPv6(address)) return true;
  const embedded = embeddedIpv4(address);
  if (embedded !== null) return isPrivateAddress(embedded);
  return !publicIpv6.check(address, "ipv6") || specialIpv6.check(address, "ipv6");
}

/** The IPv4 address inside ::ffff:a.b.c.d (mapped) or 64:ff9b::a.b.c.d (NAT64), in any spelling. */
function embeddedIpv4(address: string): string | null {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [, high, low] = /^(?:::ffff:|64:ff9b::)(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})$/.exec(canonical) ?? [];
  if (low === undefined) return null;
  const number = Number.parseInt(high ?? "0", 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}

export type HandlerUrlProblem = "handler-protocol-unsupported" | "handler-url-wrong";

const longestUrl = 2048;

/**
 * Null: the address may be registered. See "Registration constraints" of bizproc.robot.add: bare names such as `localhost` are wrong.
 * With `privateAllowed` the portal's owner answers for what can be reached, so bare names and private addresses pass.
 */
export function handlerUrlProblem(url: string, { privateAllowed }: { readonly privateAllowed: boolean }): HandlerUrlProblem | null {
  const protocol = /^\s*([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (protocol !== undefined && protocol !== "http" && protocol !== "https") return "handler-protocol-unsupported";
  // The URL parser mends what is broken (http:host, back slashes, line breaks); what was sent is also what is kept, so it must be whole.
  if (!/^https?:\/\/[^/\\?#\s]/i.test(url) || url.length > longestUrl || hasControlOrSpace(url) || !URL.canParse(url))
    return "handler-url-wrong";
  const { hostname, username, password } = new URL(url);
  if (username !== "" || password !== "" || hostname === "") return "handler-url-wrong";
  return privateAllowed || isPublicHost(hostname) ? null : "handler-url-wrong";
}

/**
 * Whether a good address lies where the application lies: on the host of one of its own addresses, or on a name below it. An address
 * inside the portal's network is for `privateAllowed` to judge, and an application that lies there itself has no domain to keep to.
 * @param own addresses of the application; an empty text is none
 */
export function isOnDomainOf(url: string, own: readonly string[]): boolean {
  const hosts = own.filter((address) => URL.canParse(address)).map((address) => new URL(address).hostname);
  const domains = hosts.filter(isPublicHost);
  const { hostname } = new URL(url);
  if (domains.length === 0 || !isPublicHost(hostname)) return true;
  return domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controlOrSpace = /[\u0000-\u0020\u007f\\]/;

function hasControlOrSpace(url: string): boolean {
  return controlOrSpace.test(url);
}

/** `hostname` as the URL parser gives it: lower-cased, numbers in any notation turned into a dotted address. */
function isPublicHost(hostname: string): boolean {
  if (hostname.startsWith("[")) return !isPrivateAddress(hostname.slice(1, -1));
  if (isIPv4(hostname)) return !isPrivateAddress(hostname);
  const labels = hostname.replace(/\.$/, "").split(".");
  return labels.length > 1 && labels.every((label) => label !== "") && labels.at(-1) !== "localhost";
}
