export type ImageReference = { host: string; repository: string; tag?: string; digest?: string };

/**
 * Splits an image name as container runtimes do: the part before the first slash is a registry host when it has a dot or a
 * port or is localhost, else the image is Docker Hub's; no tag means `latest`. Undefined when it is no image name.
 * https://github.com/distribution/reference
 */
export function parseImageReference(image: string): ImageReference | undefined {
  const [withoutDigest = "", digest] = image.split("@");
  const slash = withoutDigest.indexOf("/");
  const first = slash < 0 ? "" : withoutDigest.slice(0, slash);
  const hasHost = /[.:]/.test(first) || first === "localhost";
  const host = hasHost ? first : "docker.io";
  const rest = hasHost ? withoutDigest.slice(slash + 1) : withoutDigest;
  const matched = /^([a-z0-9]+(?:(?:[._]|__|-+|\/)[a-z0-9]+)*)(?::([\w][\w.-]{0,127}))?$/.exec(rest);
  if (!matched?.[1] || (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest))) return undefined;
  const repository = !hasHost && !matched[1].includes("/") ? `library/${matched[1]}` : matched[1];
  return { host, repository, ...(digest ? { digest } : { tag: matched[2] ?? "latest" }) };
}

/** The name a runtime shows in its messages: always with host, and with the tag or digest that was pulled. */
export function formatImageReference({ host, repository, tag, digest }: ImageReference): string {
  return `${host}/${repository}${digest ? `@${digest}` : `:${tag}`}`;
}
