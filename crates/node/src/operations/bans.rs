//! Who may not log in or publish, and what may not be published or played.

use cooee_proto::{AppId, Error, ErrorCode, RoomId, StreamId, UserId, WallTime};
use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

/// Rules, and forbidden streams, that an app may have at once: they are kept in memory and in the
/// store, and forbidden streams end by nothing but their resume.
const MOST: usize = 10_000;

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
    rules: BTreeMap<AppId, BTreeMap<RuleTarget, Rule>>,
    streams: BTreeMap<AppId, BTreeSet<StreamId>>,
}

impl Bans {
    /// Refused where the app has as many rules as one may have.
    pub(crate) fn set_rule(&mut self, app: AppId, rule: Rule, wall: WallTime) -> Result<(), Error> {
        let rules = self.rules.entry(app).or_default();
        if rules.len() >= MOST {
            rules.retain(|_, rule| rule.until > wall);
        }
        if rules.len() >= MOST && !rules.contains_key(&rule.target) {
            return Err(too_many("rules"));
        }
        rules.insert(rule.target.clone(), rule);
        Ok(())
    }

    pub(crate) fn delete_rule(&mut self, app: AppId, target: &RuleTarget) {
        self.rules.entry(app).or_default().remove(target);
    }

    /// The rules of an app that hold; those whose time is over are forgotten.
    pub(crate) fn rules(&mut self, app: AppId, wall: WallTime) -> Vec<Rule> {
        let rules = self.rules.entry(app).or_default();
        rules.retain(|_, rule| rule.until > wall);
        rules.values().cloned().collect()
    }

    /// Refused where the app has as many forbidden streams as one may have.
    pub(crate) fn forbid_stream(&mut self, app: AppId, stream: StreamId) -> Result<(), Error> {
        let streams = self.streams.entry(app).or_default();
        if streams.len() >= MOST && !streams.contains(&stream) {
            return Err(too_many("forbidden streams"));
        }
        streams.insert(stream);
        Ok(())
    }

    pub(crate) fn resume_stream(&mut self, app: AppId, stream: &StreamId) {
        self.streams.entry(app).or_default().remove(stream);
    }

    pub(crate) fn forbidden_streams(&self, app: AppId) -> Vec<StreamId> {
        self.streams.get(&app).into_iter().flatten().cloned().collect()
    }

    pub(crate) fn forget_app(&mut self, app: AppId) {
        self.rules.remove(&app);
        self.streams.remove(&app);
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
        self.streams.get(&app).is_some_and(|streams| streams.contains(stream))
    }

    fn rule_for(
        &self,
        app: AppId,
        Person { address, room, user }: Person<'_>,
        wall: WallTime,
        forbids: impl Fn(&Rule) -> bool,
    ) -> Option<&Rule> {
        let rules = self.rules.get(&app).filter(|rules| !rules.is_empty())?;
        let targets = [
            Some(RuleTarget::User(user.clone())),
            Some(RuleTarget::Room(room.clone())),
            Some(RuleTarget::UserInRoom(room.clone(), user.clone())),
            address.map(|address| RuleTarget::Address(address.to_canonical())),
        ];
        let mut targets = targets.into_iter().flatten();
        targets
            .find_map(|target| rules.get(&target).filter(|rule| rule.until > wall && forbids(rule)))
    }
}

pub(crate) fn stream_forbidden(code: ErrorCode, stream: &StreamId) -> Error {
    Error::new(code, format!("stream {:?} is forbidden", stream.as_str()))
}

fn too_many(what: &str) -> Error {
    let message = format!("the app has {MOST} {what}, as many as an app may have");
    let hint = "Take back those that are not needed any more.";
    Error::new(ErrorCode::ILLEGAL_PARAMETER, message).with_hint(hint)
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

#[cfg(test)]
mod tests {
    use super::*;

    const APP: AppId = AppId(1);

    fn rule(number: usize, until: u64) -> Rule {
        let target = RuleTarget::User(UserId::new(format!("u{number}")).unwrap());
        Rule { target, forbids_login: true, forbids_publish: false, until: WallTime(until) }
    }

    #[test]
    fn the_rules_of_an_app_are_bounded() {
        let (mut bans, wall) = (Bans::default(), WallTime(5));
        for number in 0..MOST {
            bans.set_rule(APP, rule(number, 10), wall).unwrap();
        }
        assert!(bans.set_rule(APP, rule(MOST, 10), wall).is_err());
        bans.set_rule(APP, rule(0, 11), wall).unwrap();
        bans.set_rule(AppId(2), rule(MOST, 10), wall).unwrap();
        // Those that are over make room.
        bans.set_rule(APP, rule(MOST, 20), WallTime(10)).unwrap();
        assert_eq!(bans.rules(APP, WallTime(10)).len(), 2);
    }

    #[test]
    fn the_forbidden_streams_of_an_app_are_bounded() {
        let mut bans = Bans::default();
        let stream = |number: usize| StreamId::new(format!("s{number}")).unwrap();
        for number in 0..MOST {
            bans.forbid_stream(APP, stream(number)).unwrap();
        }
        assert!(bans.forbid_stream(APP, stream(MOST)).is_err());
        bans.forbid_stream(APP, stream(0)).unwrap();
        bans.forbid_stream(AppId(2), stream(MOST)).unwrap();
        bans.resume_stream(APP, &stream(0));
        bans.forbid_stream(APP, stream(MOST)).unwrap();
    }
}
