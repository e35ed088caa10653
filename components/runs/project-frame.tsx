"use client";
import { useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import type { ReactNode } from "react";
import { Frame } from "#components/frame/frame.tsx";
import { activeRunsOptions } from "#lib/runs/client.ts";
import { useLiveRuns } from "./use-live-runs.ts";

type Props = {
  project: { slug: string; name: string };
  projects: { slug: string; name: string }[];
  user: { name: string; login: string };
  activeRuns: number;
  signOut: ReactNode;
  children: ReactNode;
};

/** The frame of a project's pages, with how many of its runs are under way at this moment. */
export function ProjectFrame({ project, projects, user, activeRuns, signOut, children }: Props) {
  useLiveRuns(project.slug);
  const { data: active } = useQuery(activeRunsOptions(project.slug, activeRuns));
  const base = `/projects/${project.slug}`;
  return (
    <Frame
      home={`${base}/overview` as Route}
      project={project.name}
      projects={projects.map(({ slug, name }) => ({ name, href: `/projects/${slug}/overview` as Route }))}
      pages={[
        { page: "overview", href: `${base}/overview` as Route },
        { page: "jobs", href: `${base}/jobs` as Route },
        { page: "runs", href: `${base}/runs` as Route, count: active },
      ]}
      user={{ name: user.name, email: user.login }}
      signOut={signOut}
    >
      {children}
    </Frame>
  );
}
