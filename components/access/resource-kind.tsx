import { Container, Database, KeyRound } from "lucide-react";

const icons = { bucket: Database, "image-repository": Container, secret: KeyRound };
export type ResourceKind = keyof typeof icons;

/** A sign beside the word for what a resource is. */
export function ResourceIcon({ kind }: { kind: ResourceKind }) {
  const Icon = icons[kind];
  return <Icon aria-hidden className="size-4 text-faint" />;
}
