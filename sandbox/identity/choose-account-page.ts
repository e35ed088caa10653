import type { Account } from "./server.ts";

/** The whole sign-in page: a heading and one button for each account. */
export function chooseAccountPage(accounts: Account[]): string {
  const choices = accounts.map(
    ({ sub, name, email }) => `
        <li>
          <button name="account" value="${escapeHtml(sub)}">
            <strong>${escapeHtml(name)}</strong> <span>${escapeHtml(email)}</span>
          </button>
        </li>`,
  );
  return page(
    "Choose an account",
    `<p>This is a stand-in for your company's sign-in. Nothing is remembered and there is no password.</p>
      <form method="post">
        <ul>${choices.join("")}
        </ul>
      </form>`,
  );
}

export function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">
    <title>${escapeHtml(title)}</title>
    <style>
      :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
      main { max-width: 28rem; margin: 12vh auto 0; padding: 0 1.5rem; }
      h1 { font-size: 1.375rem; margin: 0 0 0.25rem; }
      ul { list-style: none; padding: 0; margin: 1.5rem 0; display: grid; gap: 0.5rem; }
      button { width: 100%; padding: 0.75rem 1rem; font: inherit; text-align: left; cursor: pointer;
        border: 1px solid GrayText; border-radius: 0.5rem; background: Canvas; color: CanvasText; }
      button:hover { border-color: CanvasText; }
      button:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
      strong, span { display: block; }
    </style>
  </head>
  <body>
    <main>
      <h1>${escapeHtml(title)}</h1>
      ${content}
    </main>
  </body>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
