import type { ReactNode } from "react";
import { SignOutButton } from "#app/sign-in/sign-out-button.tsx";
import { ProjectFrame } from "#components/runs/project-frame.tsx";
import { ask } from "#lib/auth/ask.ts";
import { currentUser } from "#lib/auth/current-user.ts";
import { getProject, listProjects } from "#lib/projects/queries.ts";
import { countActiveRuns } from "#lib/runs/queries.ts";

type Props = { params: Promise<{ project: string }>; children: ReactNode };

/** Rail and top bar of a project that this person sees; each page below asks for itself what it may show. */
export default async function ProjectLayout({ params, children }: Props) {
  const { project: slug } = await params;
  const [project, projects, active, user] = await Promise.all([
    ask(getProject, { project: slug }),
    ask(listProjects, {}),
    ask(countActiveRuns, { project: slug }),
    currentUser(),
  ]);
  if (!project.ok || !user) return children;
  return (
    <ProjectFrame
      project={project.data}
      projects={projects.ok ? projects.data : []}
      activeRuns={active.ok ? active.data : 0}
      user={user}
      signOut={<SignOutButton />}
    >
      {children}
    </ProjectFrame>
  );
}
