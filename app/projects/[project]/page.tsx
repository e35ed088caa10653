import type { Route } from "next";
import { redirect } from "next/navigation";

export default async function ProjectPage({ params }: PageProps<"/projects/[project]">) {
  redirect(`/projects/${(await params).project}/overview` as Route);
}
