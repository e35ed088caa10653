"use client";
import { type ComponentProps, type KeyboardEvent, useRef } from "react";
import { Textarea } from "#components/ui/textarea.tsx";

type Props = Omit<ComponentProps<typeof Textarea>, "onKeyDown" | "onChange"> & {
  onValueChange: (code: string) => void;
};

/** Code as plain text: Tab indents. Escape gives Tab back to the keyboard's way through the page, until the field is left. */
export function CodeArea({ onValueChange, ...rest }: Props) {
  const released = useRef(false);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === "Escape") released.current = true;
    if (event.key !== "Tab" || event.shiftKey || released.current) return;
    event.preventDefault();
    const area = event.currentTarget;
    // Unlike setRangeText it can be undone.
    document.execCommand("insertText", false, "    ".slice((area.selectionStart - lineStart(area)) % 4));
  };
  return (
    <Textarea
      {...rest}
      mono
      wrap="off"
      autoCapitalize="off"
      autoCorrect="off"
      onKeyDown={onKeyDown}
      onBlur={() => {
        released.current = false;
      }}
      onChange={(event) => onValueChange(event.currentTarget.value)}
    />
  );
}

const lineStart = ({ value, selectionStart }: HTMLTextAreaElement) => value.lastIndexOf("\n", selectionStart - 1) + 1;
