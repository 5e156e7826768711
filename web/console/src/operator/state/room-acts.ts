/** What an operator can do to a room, each with the question that comes before it. */
import { t } from "../../i18n";
import { type Api, path } from "./api";
import type { Question } from "./confirmation";

/** An act that has to be confirmed. */
export interface Act {
  question: Question;
  perform: (reason: string) => Promise<void>;
  /** What is said when it is done. */
  done: string;
}

/** The acts on one room of a project. */
export class RoomActs {
  constructor(
    readonly api: Api,
    readonly appId: number,
    readonly room: string,
  ) {}

  /** Takes a user out. */
  kick(user: string): Act {
    return {
      question: {
        title: t("live.kick.title", { user }),
        consequence: t("live.kick.consequence"),
        action: t("live.kick"),
        takesReason: true,
      },
      perform: (reason) =>
        this.#delete(path("rooms", named(this.room), "users", named(user)), reason),
      done: t("live.kicked", { user }),
    };
  }

  /** Takes everybody out. */
  close(count: number): Act {
    return {
      question: {
        title: t("live.close.title", { room: this.room }),
        consequence: t("live.close.consequence", { count }),
        action: t("live.close"),
        takesReason: true,
      },
      perform: (reason) => this.#delete(path("rooms", named(this.room)), reason),
      done: t("live.closed", { room: this.room }),
    };
  }

  /** Ends a stream. */
  stop(stream: string): Act {
    return {
      question: {
        title: t("live.stop.title", { stream }),
        consequence: t("live.stop.consequence"),
        action: t("live.stop"),
      },
      perform: () => this.api.delete(path("apps", this.appId, "streams", named(stream))),
      done: t("live.stopped", { stream }),
    };
  }

  /** Ends a stream until it is resumed. */
  forbid(stream: string): Act {
    return {
      question: {
        title: t("live.forbid.title", { stream }),
        consequence: t("live.forbid.consequence"),
        action: t("live.forbid"),
      },
      perform: () => this.api.post(path("apps", this.appId, "streams", named(stream), "forbid")),
      done: t("live.forbidden.done", { stream }),
    };
  }

  #delete(what: string, reason: string): Promise<void> {
    const query = reason ? `?reason=${encodeURIComponent(reason)}` : "";
    return this.api.delete(path("apps", this.appId) + what + query);
  }
}

/** Browsers take the segments `.` and `..` out of a path; the API drops a colon before an id. */
function named(id: string): string {
  return /^\.\.?$/.test(id) ? `:${id}` : id;
}
