import { notFound } from "next/navigation";
import { SignedIn } from "#app/signed-in.tsx";
import { ask } from "#lib/auth/ask.ts";
import { getProfile } from "#lib/auth/queries.ts";

/** The administration is not there for who may see none of it; each page below asks for itself what it may show. */
export default async function AdminLayout({ children }: LayoutProps<"/admin">) {
  const profile = await ask(getProfile, {});
  if (profile.ok && !profile.data.readsClusters) notFound();
  return <SignedIn>{children}</SignedIn>;
}
