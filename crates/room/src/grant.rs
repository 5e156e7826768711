//! The registry's answers, which may come when nobody wants them any more.

use crate::app::{App, Moment};
use crate::claim::Answered;
use crate::publish::stream_id_live;
use crate::{Claim, ClaimId, Epoch, Output};
use cooee_proto::Error;

impl App {
    pub(crate) fn granted(&mut self, moment: Moment, claim: ClaimId, epoch: Epoch) {
        let Some((Answered { what, wanted }, mut waiting)) = self.claims.answer(claim) else {
            return;
        };
        match (what, wanted) {
            (Claim::User { session, .. }, true) => self.enter(moment, session, epoch),
            (Claim::Stream { stream_id, session }, true) => {
                self.go_live(moment, session, stream_id.clone(), epoch);
                for what in waiting.drain(..) {
                    if let Claim::Stream { session, .. } = what {
                        self.refuse_publish(session, &stream_id, &stream_id_live(&stream_id));
                    }
                }
            }
            (what, false) => {
                // The grant took the userID from its holder, whoever wanted it.
                if let Claim::User { user_id, .. } = &what {
                    self.replace_user(user_id, None);
                }
                self.outputs.push_back(Output::Release { what, epoch });
            }
        }
        let claim = self.claims.go_on(waiting);
        self.emit_claim(claim);
    }

    pub(crate) fn refused(&mut self, claim: ClaimId, error: &Error) {
        let Some((Answered { what, wanted }, waiting)) = self.claims.answer(claim) else { return };
        match (what, wanted) {
            (Claim::User { session, .. }, true) => self.refuse_login(session, error.clone()),
            (Claim::Stream { stream_id, session }, true) => {
                self.refuse_publish(session, &stream_id, error);
            }
            (_, false) => {}
        }
        let claim = self.claims.go_on(waiting);
        self.emit_claim(claim);
    }

    pub(crate) fn emit_claim(&mut self, claim: Option<(ClaimId, Claim)>) {
        if let Some((claim, what)) = claim {
            self.outputs.push_back(Output::Claim { claim, what });
        }
    }
}
