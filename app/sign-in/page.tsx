import type { Metadata, Route } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { BrandMark } from "#components/frame/brand.tsx";
import { LanguageToggle } from "#components/frame/language-toggle.tsx";
import { ThemeToggle } from "#components/frame/theme-toggle.tsx";
import { currentContext } from "#lib/auth/current-context.ts";
import { returnPath } from "#lib/auth/return-path.ts";
import { offersLocalAccounts, offersOidc } from "#lib/auth/ways-in.ts";
import { env } from "#lib/platform/env.ts";
import { SignIn } from "./sign-in.tsx";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations("signIn"))("title") });

const only = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const [{ to, callbackUrl, error }, ctx, t] = await Promise.all([
    searchParams,
    currentContext(),
    getTranslations("signIn"),
  ]);
  const back = returnPath(only(to) ?? only(callbackUrl));
  if (ctx.actor.kind === "user") redirect(back as Route);
  return (
    <div className="flex min-h-dvh flex-col">
      <div className="flex justify-end gap-1 p-2">
        <ThemeToggle />
        <LanguageToggle />
      </div>
      <main id="content" className="mx-auto flex w-full max-w-88 flex-1 flex-col px-4 pt-[10vh] pb-12">
        <BrandMark className="size-8" />
        <h1 className="mt-4 font-semibold text-xl">{t("title")}</h1>
        <p className="mt-1 mb-6 text-muted">{t("text")}</p>
        <SignIn
          to={back}
          provider={offersOidc() ? env().OIDC_NAME : undefined}
          local={offersLocalAccounts()}
          failed={only(error)}
        />
      </main>
    </div>
  );
}
