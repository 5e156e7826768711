/** A table of the console: it keeps its columns and scrolls by itself on narrow screens. */
import type { ComponentChildren } from "preact";
import { Button } from "../../components/button";
import { t } from "../../i18n";

/** What stands above a column. */
export interface Column {
  title: string;
  /** Of its numbers; they are aligned at their right. */
  unit?: string;
  /** Aligned at the right without a unit, too. */
  isNumber?: boolean;
  /** The title is only read out: the column speaks for itself. */
  isHidden?: boolean;
}

/** What a {@link Table} takes. */
export interface TableProps {
  columns: readonly Column[];
  /** Its rows. */
  children: ComponentChildren;
  /** Its name, where nothing in it takes the focus: the keyboard scrolls the table itself. */
  label?: string;
  testId: string;
}

/** The table. */
export function Table({ columns, children, label, testId }: TableProps) {
  const scrolled = label && { role: "group" as const, tabIndex: 0, "aria-label": label };
  return (
    <div class="table-box" {...scrolled}>
      <table class="table" data-testid={testId}>
        <thead>
          <tr>
            {columns.map(({ title, unit, isNumber, isHidden }) => (
              <th key={title} scope="col" class={unit || isNumber ? "number" : undefined}>
                {isHidden ? <span class="visually-hidden">{title}</span> : title}
                {unit && <small> {unit}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** Above the column of {@link RowActs}. */
export function actsColumn(): Column {
  return { title: t("common.actions"), isHidden: true };
}

/** What can be done to what a row is about. */
export interface RowAct {
  /** The word on the button. */
  action: string;
  /** `danger` where it ends something. */
  kind?: "danger" | "plain";
  testId: string;
  onClick: () => void;
}

/** What {@link RowActs} take. */
export interface RowActsProps {
  /** What the row is about, for those who hear a button without the row. */
  of: string;
  acts: readonly RowAct[];
}

/** The last cell of a row. */
export function RowActs({ of, acts }: RowActsProps) {
  return (
    <td class="last">
      <div class="row-acts">
        {acts.map(({ action, kind = "danger", testId, onClick }) => (
          <Button key={testId} small kind={kind} testId={testId} onClick={onClick}>
            {action}
            <span class="visually-hidden"> {of}</span>
          </Button>
        ))}
      </div>
    </td>
  );
}
