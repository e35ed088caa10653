"use client";
import { useId } from "react";

type Props<Value extends string> = {
  legend: string;
  name: string;
  options: readonly { value: Value; label: string; text: string }[];
  value: Value | null;
  onValueChange: (value: Value) => void;
  error?: string | undefined;
};

/** One of a few, each with a sentence that says what choosing it means. */
export function RadioCards<Value extends string>({ legend, name, options, value, onValueChange, error }: Props<Value>) {
  const errorId = useId();
  return (
    <fieldset aria-describedby={error && errorId}>
      <legend className="mb-2 font-semibold">{legend}</legend>
      <div className="grid gap-2">
        {options.map((option) => (
          <label
            key={option.value}
            className="flex cursor-pointer items-start gap-3 rounded-md border border-line px-3 py-2.5 hover:bg-sunken has-checked:border-accent-line has-checked:bg-accent-soft"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={value === option.value}
              onChange={() => onValueChange(option.value)}
              className="mt-1 accent-accent"
            />
            <span>
              <span className="font-medium">{option.label}</span>
              <span className="block text-muted">{option.text}</span>
            </span>
          </label>
        ))}
      </div>
      {error && (
        <p id={errorId} role="alert" className="mt-2 text-bad text-sm">
          {error}
        </p>
      )}
    </fieldset>
  );
}
