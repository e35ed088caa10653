export type XmlValue = string | number | boolean | Date | undefined | XmlValue[] | { [name: string]: XmlValue };
export type XmlElement = { name: string; text: string; children: XmlElement[] };

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** Writes a document. An array repeats its element, an undefined value is left out. */
export function writeXml(root: string, value: XmlValue, namespace?: string): string {
  const body = element(root, value);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${namespace ? body.replace(`<${root}`, `<${root} xmlns="${namespace}"`) : body}`;
}

function element(name: string, value: XmlValue): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.map((each) => element(name, each)).join("");
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: XmlValue): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object") return encodeText(String(value));
  return Object.entries(value)
    .map(([name, each]) => element(name, each))
    .join("");
}

function encodeText(text: string): string {
  // A carriage return or a control character would be lost or refused in plain form.
  return text.replace(/[&<>"\p{Cc}]/gu, (char) => {
    const name = Object.keys(ENTITIES).find((entity) => ENTITIES[entity] === char);
    return name ? `&${name};` : `&#x${char.charCodeAt(0).toString(16)};`;
  });
}

/**
 * Reads the small documents that clients send: elements and text; attributes, comments and namespaces' prefixes are dropped.
 * Undefined when it is not well-formed. Document types are refused, so no entity can be defined.
 */
export function parseXml(text: string): XmlElement | undefined {
  const top: XmlElement = { name: "", text: "", children: [] };
  const open = [top];
  const tokens =
    /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([\w:.-]+)(?:\s[^<>]*?)?(\/?)>|([^<]+)/g;
  let read = 0;
  for (const match of text.matchAll(tokens)) {
    if (match.index !== read) return undefined;
    read += match[0].length;
    const [, cdata, closing, name, selfClosing, plain] = match;
    const current = open.at(-1) as XmlElement;
    if (cdata !== undefined) current.text += cdata;
    else if (plain !== undefined) current.text += decodeText(plain);
    else if (name && closing) {
      if (open.length === 1 || current.name !== localName(name)) return undefined;
      open.pop();
    } else if (name) {
      const child: XmlElement = { name: localName(name), text: "", children: [] };
      current.children.push(child);
      if (!selfClosing) open.push(child);
    }
  }
  return read === text.length && open.length === 1 ? top.children[0] : undefined;
}

export function childText(parent: XmlElement, name: string): string | undefined {
  return parent.children.find((child) => child.name === name)?.text;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function decodeText(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex || decimal) return String.fromCodePoint(Number.parseInt(hex ?? decimal, hex ? 16 : 10));
    return ENTITIES[name as string] ?? whole;
  });
}
