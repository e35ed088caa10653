import { SignedIn } from "#app/signed-in.tsx";

export default function RequestsLayout({ children }: LayoutProps<"/requests">) {
  return <SignedIn>{children}</SignedIn>;
}
