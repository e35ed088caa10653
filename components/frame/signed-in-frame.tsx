"use client";
import { useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import { type ReactNode, useEffect } from "react";
import { requestCountOptions } from "#lib/access/request-client.ts";
import { activeRunsOptions } from "#lib/runs/client.ts";
import { Frame } from "./frame.tsx";
import type { RailEntry } from "./rail-item.tsx";
import { useLive } from "./use-live.ts";

type Project = { slug: string; name: string };
type Props = {
  /** The project one is in, or was in last. */
  project: Project | undefined;
  projects: readonly Project[];
  user: { name: string; login: string };
  activeRuns: number;
  /** Requests that wait for this person's decision. */
  toDecide: number;
  /** Pages of the administration that this person may open. */
  admin: readonly RailEntry[];
  signOut: ReactNode;
  children: ReactNode;
};

/** The frame of every signed-in page, with how many runs are under way and how many requests wait at this moment. */
export function SignedInFrame({ project, projects, user, activeRuns, toDecide, admin, signOut, children }: Props) {
  const slug = project?.slug;
  useLive(slug);
  const { data: active } = useQuery({ ...activeRunsOptions(slug ?? "", activeRuns), enabled: slug !== undefined });
  const { data: waiting } = useQuery(requestCountOptions(toDecide));
  useEffect(() => {
    // Pages that belong to no project keep the rail of the one that one came from.
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every supported browser.
    if (slug) document.cookie = `project=${encodeURIComponent(slug)}; path=/; max-age=31536000; samesite=lax`;
  }, [slug]);
  const base = `/projects/${slug}`;
  return (
    <Frame
      home={slug ? (`${base}/overview` as Route) : "/"}
      {...(project ? { project: project.name } : {})}
      projects={projects.map(({ slug, name }) => ({ name, href: `/projects/${slug}/overview` as Route }))}
      pages={
        slug
          ? [
              { page: "overview", href: `${base}/overview` as Route },
              { page: "jobs", href: `${base}/jobs` as Route },
              { page: "runs", href: `${base}/runs` as Route, count: active },
              { page: "access", href: `${base}/access` as Route },
            ]
          : []
      }
      admin={admin}
      foot={[{ page: "requests", href: "/requests" as Route, count: waiting }]}
      user={{ name: user.name, email: user.login }}
      signOut={signOut}
    >
      {children}
    </Frame>
  );
}
