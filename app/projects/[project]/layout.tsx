import { SignedIn } from "#app/signed-in.tsx";

export default async function ProjectLayout({ params, children }: LayoutProps<"/projects/[project]">) {
  const { project } = await params;
  return <SignedIn project={project}>{children}</SignedIn>;
}
