import { useMemo } from "preact/hooks";
import { Task } from "../state/task";

/** A task of a component's own. */
export function useTask(): Task {
  return useMemo(() => new Task(), []);
}
