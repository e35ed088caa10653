import type { Route } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import type { RailEntry } from "#components/frame/rail-item.tsx";
import { SignedInFrame } from "#components/frame/signed-in-frame.tsx";
import { countToDecide } from "#lib/access/request-queries.ts";
import { ask } from "#lib/auth/ask.ts";
import { currentContext } from "#lib/auth/current-context.ts";
import { currentUser } from "#lib/auth/current-user.ts";
import { getProfile } from "#lib/auth/queries.ts";
import { getProject, listProjects } from "#lib/projects/queries.ts";
import { countActiveRuns } from "#lib/runs/queries.ts";
import { SignOutButton } from "./sign-in/sign-out-button.tsx";

type Props = {
  /** Slug of the project that the page belongs to; without one the rail keeps the project that one came from, or has the only one. */
  project?: string;
  children: ReactNode;
};

/** Rail and live news around a page of somebody who is signed in; each page asks for itself what it may show. */
export async function SignedIn({ project: slug, children }: Props) {
  const [ctx, last, listed] = await Promise.all([currentContext(), lastProject(), ask(listProjects, {})]);
  const projects = listed.ok ? listed.data : [];
  const inRail =
    slug ?? (projects.find((each) => each.slug === last) ?? (projects.length === 1 ? projects[0] : null))?.slug;
  const [project, active, profile, toDecide, user] = await Promise.all([
    inRail ? ask(getProject, { project: inRail }) : null,
    inRail ? countActiveRuns.execute(ctx, { project: inRail }) : null,
    ask(getProfile, {}),
    ask(countToDecide, {}),
    currentUser(),
  ]);
  if (!user || (slug !== undefined && !project?.ok)) return children;
  return (
    <SignedInFrame
      project={project?.ok ? project.data : undefined}
      projects={projects}
      activeRuns={active?.ok ? active.data : 0}
      toDecide={toDecide.ok ? toDecide.data : 0}
      admin={profile.ok ? adminPages(profile.data) : []}
      user={user}
      signOut={<SignOutButton />}
    >
      {children}
    </SignedInFrame>
  );
}

/** Slug of the project that one came from, which may be one that this person does not see. */
async function lastProject(): Promise<string | undefined> {
  const slug = (await cookies()).get("project")?.value;
  return slug && decodeURIComponent(slug);
}

const entry = (page: RailEntry["page"]): RailEntry => ({ page, href: `/admin/${page}` as Route });

function adminPages(may: { readsClusters: boolean; changesUsers: boolean; readsAudit: boolean }): RailEntry[] {
  return [
    ...(may.readsClusters
      ? (["clusters", "namespaces", "service-accounts", "cloud-accounts", "cloud-resources"] as const).map(entry)
      : []),
    ...(may.readsAudit ? [entry("users"), entry("audit")] : []),
  ];
}
