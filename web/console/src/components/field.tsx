/** Labelled form fields. Each binds its label, its hint and what is wrong with it. */
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface Common {
  label: string;
  hint?: ComponentChildren;
  /** A sentence that says what is wrong and what to do. */
  error?: ComponentChildren;
  testId?: string | undefined;
  disabled?: boolean;
}

/** What a {@link TextField} takes. */
export interface TextFieldProps extends Common {
  value: Signal<string>;
  /** The id of the input, for moving the focus there. */
  id?: string;
  name?: string;
  placeholder?: string;
  inputMode?: "text" | "numeric" | "url";
  /** A password is not shown; says to the browser's keeper of passwords which one it is. */
  password?: "current-password" | "new-password";
  /** More than one line of room. */
  lines?: number;
  required?: boolean;
}

/** A field for text. */
export function TextField(props: TextFieldProps) {
  const made = useId();
  const id = props.id ?? made;
  const shared = {
    id,
    name: props.name,
    class: "input",
    value: props.value.value,
    placeholder: props.placeholder,
    disabled: props.disabled ?? false,
    autocomplete: props.password ?? ("off" as const),
    autocapitalize: "off" as const,
    spellcheck: false,
    "data-testid": props.testId,
    "aria-required": props.required,
    "aria-invalid": props.error ? true : undefined,
    "aria-describedby": describedBy(id, props),
    onInput: (event: { currentTarget: { value: string } }) => {
      props.value.value = event.currentTarget.value;
    },
  };
  return (
    <Frame id={id} {...props}>
      {props.lines ? (
        <textarea {...shared} rows={props.lines} onKeyDown={submitOnEnter} />
      ) : props.password ? (
        <input {...shared} type="password" />
      ) : (
        <input {...shared} type="text" inputMode={props.inputMode ?? "text"} />
      )}
    </Frame>
  );
}

/** One choice of a {@link SelectField}. */
export interface Choice {
  value: string;
  label: string;
}

/** What a {@link SelectField} takes. */
export interface SelectFieldProps extends Common {
  value: string;
  choices: readonly Choice[];
  onChange: (value: string) => void;
}

/** A field with a fixed list of values. */
export function SelectField(props: SelectFieldProps) {
  const id = useId();
  return (
    <Frame id={id} {...props}>
      <select
        id={id}
        class="input"
        value={props.value}
        disabled={props.disabled ?? false}
        data-testid={props.testId}
        aria-describedby={describedBy(id, props)}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      >
        {props.choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

/** A box to tick. */
export function CheckField(props: { label: string; value: Signal<boolean>; testId?: string }) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={props.value.value}
        data-testid={props.testId}
        onChange={(event) => {
          props.value.value = event.currentTarget.checked;
        }}
      />
      <span>{props.label}</span>
    </label>
  );
}

function Frame(props: Common & { id: string; children: ComponentChildren }) {
  const { id, label, hint, error, children } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

function describedBy(id: string, { hint, error }: Pick<Common, "hint" | "error">) {
  const ids = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}

/** Enter sends the form from a field of several lines too; Shift+Enter makes a new line. */
function submitOnEnter(event: KeyboardEvent) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    (event.currentTarget as HTMLTextAreaElement).form?.requestSubmit();
  }
}
