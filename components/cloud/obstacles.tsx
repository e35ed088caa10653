"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { AccountChoice } from "#lib/cloud/account-queries.ts";
import type { DiscoveryView, ResourceKind } from "#lib/cloud/client.ts";
import { accountHref } from "./cloud-href.ts";

type Props = { obstacles: DiscoveryView["obstacles"]; kind: ResourceKind; account: AccountChoice };

/** Where the account could not be listed: what it takes there, or what was answered. */
export function Obstacles({ obstacles, kind, account }: Props) {
  const t = useTranslations("cloud");
  if (obstacles.length === 0) return null;
  const code = (chunks: React.ReactNode) => <code className="font-mono text-sm">{chunks}</code>;
  return (
    <div role="status" className="mb-3 rounded-md bg-warn-soft px-3 py-2">
      {obstacles.map(({ code: why, action, place, message }) => (
        <p key={`${action} ${place}`}>
          {why === "denied"
            ? t.rich(`mayNotList.${kind}`, { account: account.name, place, action, code })
            : t.rich("notListed", { place, message, code })}
        </p>
      ))}
      {obstacles.some((one) => one.code === "denied") && (
        <p className="mt-1 text-sm">
          {t.rich("policyWhere", {
            link: (chunks) => (
              <Link href={accountHref(account.id)} className="text-accent underline">
                {chunks}
              </Link>
            ),
          })}
        </p>
      )}
    </div>
  );
}
