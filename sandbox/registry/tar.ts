const BLOCK = 512;

/**
 * A POSIX ustar archive of regular files and their parent folders, owned by root and dated 1970, so that the same files always
 * give the same bytes and therefore the same layer digest. A path longer than the format's 100 + 155 bytes throws.
 */
export function writeTar(files: Record<string, string | Uint8Array>): Buffer {
  const parts: Buffer[] = [];
  const folders = new Set<string>();
  for (const path of Object.keys(files).sort()) {
    const name = path.replace(/^\/+/, "");
    for (let slash = name.indexOf("/"); slash !== -1; slash = name.indexOf("/", slash + 1)) {
      const folder = name.slice(0, slash + 1);
      if (!folders.has(folder)) parts.push(header(folder, 0, 0o755, "5"));
      folders.add(folder);
    }
    const bytes = Buffer.from(files[path] as Uint8Array);
    const executable = bytes.subarray(0, 2).toString() === "#!";
    parts.push(
      header(name, bytes.length, executable ? 0o755 : 0o644, "0"),
      bytes,
      Buffer.alloc(-bytes.length & (BLOCK - 1)),
    );
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function header(path: string, size: number, mode: number, type: "0" | "5"): Buffer {
  const { prefix, name } = split(path);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, width: number) => value.toString(8).padStart(width - 1, "0");
  block.write(name, 0);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write(" ".repeat(8), 148);
  block.write(type, 156);
  block.write("ustar\u000000", 257, "latin1");
  block.write("root", 265);
  block.write("root", 297);
  block.write(prefix, 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}

function split(path: string): { prefix: string; name: string } {
  if (Buffer.byteLength(path) <= 100) return { prefix: "", name: path };
  for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
    const prefix = path.slice(0, slash);
    const name = path.slice(slash + 1);
    if (name && Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155) return { prefix, name };
  }
  throw new Error(`The path is too long for a tar archive: ${path}`);
}
