"use client";
import { CircleAlert, LogIn } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { signInAtProvider, signInLocally } from "#lib/auth/sign-in-client.ts";

type Props = {
  to: string;
  /** Name of the OpenID provider; undefined where there is none. */
  provider: string | undefined;
  local: boolean;
  /** The code that a sign-in came back with. */
  failed: string | undefined;
};

const codes = ["CredentialsSignin", "rate-limited", "disabled", "login-taken", "unreachable"] as const;
const codeOf = (error: string) => codes.find((code) => code === error) ?? "other";

export function SignIn({ to, provider, local, failed }: Props) {
  const t = useTranslations("signIn");
  const [error, setError] = useState<{ way: "provider" | "local"; code: string } | undefined>(
    failed ? { way: provider ? "provider" : "local", code: failed } : undefined,
  );
  const [pending, setPending] = useState<"provider" | "local">();
  const password = useRef<HTMLInputElement>(null);

  const attempt = async (way: "provider" | "local", signIn: () => Promise<string | undefined>) => {
    setPending(way);
    setError(undefined);
    const code = await signIn().catch(() => "unreachable");
    if (!code) return;
    setPending(undefined);
    setError({ way, code });
    if (way === "local") password.current?.select();
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    return attempt("local", async () => {
      const code = await signInLocally(String(form.get("login")), String(form.get("password")));
      if (!code) window.location.assign(to);
      return code;
    });
  };

  return (
    <div className="flex flex-col gap-5">
      {provider && (
        <Button
          variant="primary"
          className="h-9 w-full"
          pending={pending === "provider"}
          onClick={() => attempt("provider", () => signInAtProvider(to))}
        >
          <LogIn aria-hidden />
          {provider}
        </Button>
      )}
      <div role="alert" className="empty:hidden">
        {error?.way === "provider" && (
          <p className="flex items-start gap-2 rounded-md bg-bad-soft px-3 py-2 text-bad">
            <CircleAlert aria-hidden className="mt-0.5 size-4" />
            <span>{t(`error.${codeOf(error.code)}`)}</span>
          </p>
        )}
      </div>
      {provider && local && (
        <div className="flex items-center gap-3 text-muted text-sm">
          <span className="h-px flex-1 bg-line" />
          {t("or")}
          <span className="h-px flex-1 bg-line" />
        </div>
      )}
      {local && (
        <form method="post" onSubmit={onSubmit} className="flex flex-col gap-3">
          <Field label={t("login")} name="login">
            <Input required autoComplete="username" autoCapitalize="none" spellCheck={false} className="h-9" />
          </Field>
          <Field
            label={t("password")}
            name="password"
            error={error?.way === "local" ? t(`error.${codeOf(error.code)}`) : undefined}
          >
            <Input ref={password} type="password" required autoComplete="current-password" className="h-9" />
          </Field>
          <Button
            type="submit"
            variant={provider ? "secondary" : "primary"}
            className="h-9 w-full"
            pending={pending === "local"}
          >
            {t("submit")}
          </Button>
        </form>
      )}
      {!provider && !local && <p className="text-muted">{t("noWay")}</p>}
    </div>
  );
}
