/**
 * Where containers can't have mounts of their own: replaces each path of the container that begins one of `places` with the
 * folder or file on the host, wherever it stands as a whole path in the text (so `/data` is found in `--in=/data/x`, not in `/database`).
 */
export function rewritePaths(text: string, places: { containerPath: string; hostPath: string }[]): string {
  if (places.length === 0) return text;
  const longestFirst = [...places].sort((a, b) => b.containerPath.length - a.containerPath.length);
  const hosts = new Map(longestFirst.map(({ containerPath, hostPath }) => [containerPath, hostPath]));
  const anyPlace = longestFirst
    .map(({ containerPath }) => containerPath.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("|");
  // Not after a character of a longer path, and only up to the end of a name.
  const pattern = new RegExp(`(?<![\\w./-])(${anyPlace})(?![\\w.-])`, "g");
  return text.replace(pattern, (place) => hosts.get(place) ?? place);
}
