//! Who may not log in or publish, and what may not be published or played.

use cooee_proto::{AppId, Error, ErrorCode, RoomId, StreamId, UserId, WallTime};
use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

/// Something that is forbidden to somebody until a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// To whom.
    pub target: RuleTarget,
    /// Whether logins are forbidden.
    pub forbids_login: bool,
    /// Whether publishes are forbidden.
    pub forbids_publish: bool,
    /// When the rule ends.
    pub until: WallTime,
}

/// To whom a rule applies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleTarget {
    /// Clients of this address. Behind a reverse proxy all clients have the address of the proxy.
    Address(IpAddr),
    /// Users of this room.
    Room(RoomId),
    /// This user.
    User(UserId),
    /// This user in this room.
    UserInRoom(RoomId, UserId),
}

/// Whom a rule may apply to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person<'a> {
    pub(crate) address: Option<IpAddr>,
    pub(crate) room: &'a RoomId,
    pub(crate) user: &'a UserId,
}

/// All that is forbidden.
#[derive(Debug, Default)]
pub(crate) struct Bans {
    rules: BTreeMap<(AppId, RuleTarget), Rule>,
    streams: BTreeSet<(AppId, StreamId)>,
}

impl Bans {
    pub(crate) fn set_rule(&mut self, app: AppId, rule: Rule) {
        self.rules.insert((app, rule.target.clone()), rule);
    }

    pub(crate) fn delete_rule(&mut self, app: AppId, target: RuleTarget) {
        self.rules.remove(&(app, target));
    }

    /// The rules of an app that hold; those whose time is over are forgotten.
    pub(crate) fn rules(&mut self, app: AppId, wall: WallTime) -> Vec<Rule> {
        self.rules.retain(|_, rule| rule.until > wall);
        let of_app = self.rules.iter().filter(|((of, _), _)| *of == app);
        of_app.map(|(_, rule)| rule.clone()).collect()
    }

    pub(crate) fn forbid_stream(&mut self, app: AppId, stream: StreamId) {
        self.streams.insert((app, stream));
    }

    pub(crate) fn resume_stream(&mut self, app: AppId, stream: StreamId) {
        self.streams.remove(&(app, stream));
    }

    pub(crate) fn forbidden_streams(&self, app: AppId) -> Vec<StreamId> {
        let of_app = self.streams.iter().filter(|(of, _)| *of == app);
        of_app.map(|(_, stream)| stream.clone()).collect()
    }

    pub(crate) fn forget_app(&mut self, app: AppId) {
        self.rules.retain(|(of, _), _| *of != app);
        self.streams.retain(|(of, _)| *of != app);
    }

    pub(crate) fn check_login(
        &self,
        app: AppId,
        person: Person<'_>,
        wall: WallTime,
    ) -> Result<(), Error> {
        match self.rule_for(app, person, wall, |rule| rule.forbids_login) {
            None => Ok(()),
            Some(rule) => Err(Error::new(ErrorCode::BLACKLISTED, forbidden("log in", rule))),
        }
    }

    pub(crate) fn check_publish(
        &self,
        app: AppId,
        person: Person<'_>,
        stream: &StreamId,
        wall: WallTime,
    ) -> Result<(), Error> {
        if self.is_forbidden(app, stream) {
            return Err(stream_forbidden(ErrorCode::PUBLISH_FORBIDDEN, stream));
        }
        match self.rule_for(app, person, wall, |rule| rule.forbids_publish) {
            None => Ok(()),
            Some(rule) => {
                let error = Error::new(ErrorCode::PUBLISH_FORBIDDEN, forbidden("publish", rule));
                Err(error.with_hint("Ask the operator to lift the rule."))
            }
        }
    }

    pub(crate) fn check_play(&self, app: AppId, stream: &StreamId) -> Result<(), Error> {
        if self.is_forbidden(app, stream) {
            return Err(stream_forbidden(ErrorCode::PLAY_FORBIDDEN, stream));
        }
        Ok(())
    }

    fn is_forbidden(&self, app: AppId, stream: &StreamId) -> bool {
        self.streams.contains(&(app, stream.clone()))
    }

    fn rule_for(
        &self,
        app: AppId,
        Person { address, room, user }: Person<'_>,
        wall: WallTime,
        forbids: impl Fn(&Rule) -> bool,
    ) -> Option<&Rule> {
        if self.rules.is_empty() {
            return None;
        }
        let targets = [
            Some(RuleTarget::User(user.clone())),
            Some(RuleTarget::Room(room.clone())),
            Some(RuleTarget::UserInRoom(room.clone(), user.clone())),
            address.map(|address| RuleTarget::Address(address.to_canonical())),
        ];
        let mut rules = targets.into_iter().flatten();
        rules.find_map(|target| {
            self.rules.get(&(app, target)).filter(|rule| rule.until > wall && forbids(rule))
        })
    }
}

pub(crate) fn stream_forbidden(code: ErrorCode, stream: &StreamId) -> Error {
    Error::new(code, format!("stream {:?} is forbidden", stream.as_str()))
}

fn forbidden(what: &str, rule: &Rule) -> String {
    let whom = match &rule.target {
        RuleTarget::Address(address) => format!("clients of {address}"),
        RuleTarget::Room(room) => format!("users of room {:?}", room.as_str()),
        RuleTarget::User(user) => format!("user {:?}", user.as_str()),
        RuleTarget::UserInRoom(room, user) => {
            format!("user {:?} in room {:?}", user.as_str(), room.as_str())
        }
    };
    format!("{whom} may not {what} until {} ms since 1970", rule.until.0)
}
