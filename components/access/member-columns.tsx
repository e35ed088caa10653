import { Pencil, UserMinus } from "lucide-react";
import type { useTranslations } from "next-intl";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { columnsOf } from "#components/shared/table-columns.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import type { MembersView, MemberView } from "#lib/projects/member-client.ts";
import { HeldUntil } from "./held-until.tsx";
import type { MemberTask } from "./member-list.tsx";

const column = columnsOf<MemberView>();

type Words = ReturnType<typeof useTranslations<"members">>;
type Shown = { words: Words; project: string; about: MembersView; onTask: (task: MemberTask) => void };

/** Why a member's role is not this person's to change or to take away, in words; undefined where it is. */
function refusals({ words, project, about }: Shown, member: MemberView) {
  const isSelf = member.userId === about.self;
  const isLastOwner = about.owners.length === 1 && about.owners[0] === member.userId && !about.mayOrphan;
  const always = member.group === null ? undefined : words("byGroup", { group: member.group });
  const forOthers = about.mayChange ? undefined : words("mayNotChange", { project });
  return {
    change: forOthers ?? always ?? (isSelf ? words("notOwnRole") : undefined),
    remove: (isSelf ? undefined : forOthers) ?? always ?? (isLastOwner ? words("lastOwner") : undefined),
  };
}

export function memberColumns(shown: Shown) {
  const { words, about, onTask } = shown;
  return column.columns([
    column.accessor("login", {
      header: words("columnLogin"),
      cell: ({ row: { original: member } }) => (
        <span className="flex min-w-0 flex-wrap items-center gap-x-2">
          <span className="font-medium">{member.login}</span>
          {member.userId === about.self && <Badge tone="accent">{words("you")}</Badge>}
          {member.isDisabled && <Badge>{words("disabled")}</Badge>}
          {member.name !== member.login && <span className="text-muted">{member.name}</span>}
        </span>
      ),
      meta: { sortable: true },
    }),
    column.accessor("role", {
      header: words("columnRole"),
      cell: ({ row: { original: member } }) => (
        <>
          <span className={member.hasEnded ? "text-muted line-through" : undefined}>
            {words(`role.${member.role}`)}
          </span>
          {member.until && (
            <span className="block text-muted text-sm md:hidden">
              <HeldUntil until={member.until} hasEnded={member.hasEnded} />
            </span>
          )}
        </>
      ),
      meta: { sortable: true },
    }),
    column.accessor("until", {
      header: words("columnUntil"),
      cell: ({ row: { original: member } }) => <HeldUntil until={member.until} hasEnded={member.hasEnded} />,
      meta: { sortable: true, wideOnly: true },
    }),
    column.accessor("since", {
      header: words("columnSince"),
      cell: ({ getValue }) => <RelativeTime at={getValue()} />,
      meta: { sortable: true, wideOnly: true, className: "text-muted" },
    }),
    column.accessor("by", {
      header: words("columnBy"),
      cell: ({ getValue }) => getValue() ?? <span className="text-muted">{words("byNobody")}</span>,
      meta: { sortable: true, wideOnly: true },
    }),
    column.display({
      id: "through",
      header: words("columnThrough"),
      cell: ({ row: { original: member } }) =>
        member.group === null ? (
          <span className="text-muted">{words("direct")}</span>
        ) : (
          <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
            {words("group")} <code className="font-mono text-sm">{member.group}</code>
          </span>
        ),
      meta: { wideOnly: true },
    }),
    column.display({
      id: "actions",
      header: () => <span className="sr-only">{words("columnActions")}</span>,
      cell: ({ row: { original: member } }) => {
        const refused = refusals(shown, member);
        const isSelf = member.userId === about.self;
        return (
          <span className="inline-flex gap-1">
            <RowButton
              label={words("changeOne", { login: member.login })}
              hint={words("change")}
              refused={refused.change}
              onClick={() => onTask({ kind: "change", member })}
            >
              <Pencil aria-hidden />
            </RowButton>
            <RowButton
              label={words(isSelf ? "leaveOne" : "removeOne", { login: member.login })}
              hint={words(isSelf ? "leave" : "remove")}
              refused={refused.remove}
              onClick={() => onTask({ kind: "remove", member })}
            >
              <UserMinus aria-hidden />
            </RowButton>
          </span>
        );
      },
      meta: { className: "w-px whitespace-nowrap text-right" },
    }),
  ]);
}

type RowButtonProps = {
  label: string;
  hint: string;
  refused: string | undefined;
  onClick: () => void;
  children: React.ReactNode;
};

/** What may not be done stays in reach of the keyboard and says why. */
function RowButton({ label, hint, refused, onClick, children }: RowButtonProps) {
  return (
    <Tooltip content={refused ?? hint} side="left">
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={refused ? `${label}: ${refused}` : label}
        disabled={refused !== undefined}
        focusableWhenDisabled
        onClick={onClick}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
