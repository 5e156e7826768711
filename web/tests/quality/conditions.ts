/** The networks that are tried. */
import type { Conditions } from "../harness/udp-relay.ts";

/** One network; `crates/testkit/benches/quality/rows.rs` has those of the same names. */
export interface Network {
  name: string;
  /** From the talker on. */
  talkerUp: Conditions;
  /** To the listener. */
  listenerDown: Conditions;
}

const CLEAN: Conditions = { loss: 0 };

/** The only network on which a call with and without listener feedback is compared. */
export const LOSSY_DOWNLINK = down("downlink loss 10 %", { loss: 0.1 });

export const NETWORKS: Network[] = [
  up("clean", CLEAN),
  up("loss 5 %", { loss: 0.05 }),
  up("loss 10 %", { loss: 0.1 }),
  up("loss 20 %", { loss: 0.2 }),
  up("loss 30 %", { loss: 0.3 }),
  up("loss 50 %", { loss: 0.5 }),
  up("bursts of 3, 30 %", { loss: 0.3, burst: 3 }),
  LOSSY_DOWNLINK,
  down("downlink loss 20 %", { loss: 0.2 }),
];

function up(name: string, talkerUp: Conditions): Network {
  return { name, talkerUp, listenerDown: CLEAN };
}

function down(name: string, listenerDown: Conditions): Network {
  return { name, talkerUp: CLEAN, listenerDown };
}
