//! A small model of an app's rooms: flat lists, searched from end to end, moved second by
//! second. It says for each session which lines of a transcript it hears.

use std::collections::BTreeMap;

/// When rights end, in seconds since the start, and whether that kicks.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    pub ends: u64,
    pub kicks: bool,
}

#[derive(Default)]
pub struct Model {
    pub heard: BTreeMap<u64, Vec<String>>,
    pub now: u64,
    pub rooms: Vec<Room>,
    pub logins: Vec<Login>,
    pub members: Vec<Member>,
    /// Live streams in the order of their publishes.
    pub streams: Vec<Stream>,
    pub claims: Vec<Claim>,
}

/// One id that was claimed, or waits for an earlier claim of the same id.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// `user ann` or `stream s`.
    what: String,
    session: u64,
    wanted: bool,
}

pub struct Room {
    pub name: &'static str,
    most: usize,
    made: u64,
    broadcasts: u64,
    info: Option<String>,
}

#[derive(Clone)]
pub struct Login {
    pub session: u64,
    pub user: &'static str,
    pub room: &'static str,
    pub notify: bool,
    pub most: usize,
    pub limit: Option<Limit>,
    pub alive: u64,
}

pub struct Member {
    pub session: u64,
    pub user: &'static str,
    pub room: &'static str,
    notify: bool,
    limit: Option<Limit>,
    warned: bool,
    alive: u64,
    link_closed: bool,
    /// With the number of requests to answer.
    pending: Vec<(&'static str, usize)>,
    pub plays: Vec<&'static str>,
    broadcast_at: Vec<u64>,
}

pub struct Stream {
    pub name: &'static str,
    session: u64,
    user: &'static str,
    room: &'static str,
}

impl Model {
    pub fn login(&mut self, login: Login) {
        let session = login.session;
        if self.is_member(session) || self.logins.iter().any(|other| other.session == session) {
            self.alive(session);
            return self.hear(session, "error 1002001");
        }
        if self.is_full(login.room, login.user) {
            return self.hear(session, "error 1002034");
        }
        let what = format!("user {}", login.user);
        self.claims.push(Claim { what, session, wanted: true });
        self.logins.push(login);
    }

    pub fn logout(&mut self, session: u64) {
        if self.end_login(session, "error 1002052") {
            return self.hear(session, "ok");
        }
        if self.needs_room(session) {
            self.hear(session, "ok");
            self.leave(session, 0, 1, None);
        }
    }

    pub fn publish(&mut self, session: u64, name: &'static str) {
        if !self.needs_room(session) {
            return;
        }
        let owner = self.streams.iter().find(|stream| stream.name == name).map(|s| s.session);
        let mine = self.streams.iter().filter(|stream| stream.session == session).count();
        let now = self.now;
        let member = self.member(session);
        if owner == Some(session) {
            return self.hear(session, "ok");
        }
        if let Some((_, requests)) = member.pending.iter_mut().find(|(other, _)| *other == name) {
            *requests += 1;
            return;
        }
        if member.limit.is_some_and(|limit| limit.ends <= now) {
            return self.hear(session, "error 1003072");
        }
        if owner.is_some() {
            return self.hear(session, "error 1003028");
        }
        if mine + member.pending.len() >= 4 {
            return self.hear(session, "error 1003023");
        }
        member.pending.push((name, 1));
        self.claims.push(Claim { what: format!("stream {name}"), session, wanted: true });
    }

    pub fn unpublish(&mut self, session: u64, name: &'static str) {
        if !self.needs_room(session) {
            return;
        }
        self.end_pending(session, name, "error 1003020");
        self.hear(session, "ok");
        if self.streams.iter().any(|stream| stream.name == name && stream.session == session) {
            self.end_streams(session, Some(name), 1);
        }
    }

    pub fn play(&mut self, session: u64, name: &'static str) {
        if !self.needs_room(session) {
            return;
        }
        let plays = &mut self.member(session).plays;
        if !plays.contains(&name) {
            plays.push(name);
        }
        let live = self.streams.iter().any(|stream| stream.name == name);
        self.hear(session, if live { "ok live mic 0" } else { "ok waits" });
    }

    pub fn unplay(&mut self, session: u64, name: &'static str) {
        if self.needs_room(session) {
            self.member(session).plays.retain(|other| *other != name);
            self.hear(session, "ok");
        }
    }

    pub fn set_stream_extra_info(&mut self, session: u64, name: &'static str, info: &str) {
        if !self.needs_room(session) {
            return;
        }
        if self.streams.iter().any(|stream| stream.name == name && stream.session == session) {
            self.tell_others(session, &format!("stream info {name}={info}"));
            self.hear(session, "ok");
        } else if self.member(session).pending.iter().any(|(other, _)| *other == name) {
            self.hear(session, "ok");
        } else {
            self.hear(session, "error 1003053");
        }
    }

    pub fn broadcast(&mut self, session: u64, text: &str) {
        if !self.needs_room(session) {
            return;
        }
        let now = self.now;
        let member = self.member(session);
        // All happens on whole seconds, so that "within a second" is "in this one".
        if member.broadcast_at.iter().filter(|&&at| at == now).count() == 2 {
            return self.hear(session, "error 1009015");
        }
        member.broadcast_at.push(now);
        let (user, room) = (member.user, member.room);
        let room = self.rooms.iter_mut().find(|other| other.name == room).unwrap();
        room.broadcasts += 1;
        let number = room.broadcasts;
        self.tell_others(session, &format!("broadcast {number} {user}: {text}"));
        self.hear(session, &format!("ok {number}"));
    }

    pub fn set_room_extra_info(&mut self, session: u64, value: &str) {
        if !self.needs_room(session) {
            return;
        }
        let member = self.member(session);
        let (user, room) = (member.user, member.room);
        let room = self.rooms.iter_mut().find(|other| other.name == room).unwrap();
        room.info = Some(value.to_owned());
        self.tell_others(session, &format!("room info k={value} by {user}"));
        self.hear(session, "ok");
    }

    pub fn renew(&mut self, session: u64, limit: Limit) {
        if !self.is_member(session) {
            self.alive(session);
            return self.hear(session, "error 1002002");
        }
        self.alive(session);
        let member = self.member(session);
        member.limit = Some(limit);
        member.warned = false;
        self.hear(session, "ok");
        self.check_limit(session);
    }

    pub fn alive(&mut self, session: u64) {
        let now = self.now;
        for member in self.members.iter_mut().filter(|member| member.session == session) {
            member.alive = now;
            member.link_closed = false;
        }
        for login in self.logins.iter_mut().filter(|login| login.session == session) {
            login.alive = now;
        }
    }

    pub fn link_closed(&mut self, session: u64) {
        self.end_login(session, "error 1002052");
        if self.is_member(session) {
            self.member(session).link_closed = true;
        }
    }

    pub fn kick(&mut self, user: &'static str) {
        for login in self.logins.clone().into_iter().filter(|login| login.user == user) {
            self.end_login(login.session, "error 1002055");
        }
        if let Some(session) = self.session_of(user) {
            self.leave(session, 1002055, 4, None);
        }
    }

    /// One second passes.
    pub fn second(&mut self) {
        self.now += 1;
        let now = self.now;
        for session in 0..100 {
            let silent = |alive: u64| now - alive >= 90;
            if self.logins.iter().any(|login| login.session == session && silent(login.alive)) {
                self.end_login(session, "error 1002031");
            }
            let member = self.members.iter().find(|member| member.session == session);
            if let Some(member) = member.filter(|member| silent(member.alive)) {
                let reason = if member.link_closed { 5 } else { 2 };
                self.leave(session, 1002057, reason, None);
            }
        }
        for session in 0..100 {
            if self.is_member(session) {
                self.check_limit(session);
            }
        }
        for name in ["r", "q"] {
            let room = self.rooms.iter().find(|room| room.name == name);
            if room.is_some_and(|room| (self.now - room.made).is_multiple_of(30)) {
                let there = self.there(name);
                let line = format!("count {}", there.len());
                there.into_iter().for_each(|session| self.hear(session, &line));
            }
        }
    }

    /// The registry answered the first claim of this id; `refusal` is its code, if it refused.
    pub fn answered(&mut self, what: &str, refusal: Option<u32>) {
        let place = self.claims.iter().position(|claim| claim.what == what).unwrap();
        let Claim { session, wanted, .. } = self.claims.remove(place);
        let (kind, name) = what.split_once(' ').unwrap();
        match (kind, refusal) {
            (_, Some(_)) if !wanted => {}
            ("user", Some(code)) => {
                self.end_login(session, &format!("error {code}"));
            }
            ("user", None) if wanted => self.enter(session),
            ("user", None) => self.take_over(name, None),
            (_, Some(code)) => self.end_pending(session, name, &format!("error {code}")),
            (_, None) if wanted => self.go_live(session, name),
            (_, None) => {}
        }
    }

    fn enter(&mut self, session: u64) {
        let place = self.logins.iter().position(|login| login.session == session).unwrap();
        let Login { user, room, notify, most, limit, alive, .. } = self.logins.remove(place);
        self.take_over(user, Some(room));
        if self.is_full(room, user) {
            return self.hear(session, "error 1002034");
        }
        if self.rooms.iter().all(|other| other.name != room) {
            let made = self.now;
            self.rooms.push(Room { name: room, most, made, broadcasts: 0, info: None });
        }
        let users: Vec<&str> = self
            .members
            .iter()
            .filter(|other| notify && other.room == room)
            .map(|other| other.user)
            .collect();
        let streams: Vec<String> = self
            .streams
            .iter()
            .filter(|stream| stream.room == room)
            .map(|stream| format!("{}:{}", stream.name, stream.user))
            .collect();
        self.members.push(Member {
            session,
            user,
            room,
            notify,
            limit,
            warned: false,
            alive,
            link_closed: false,
            pending: Vec::new(),
            plays: Vec::new(),
            broadcast_at: Vec::new(),
        });
        let count = self.there(room).len();
        let info = &self.rooms.iter().find(|other| other.name == room).unwrap().info;
        let info = info.as_ref().map_or(String::new(), |value| format!(" info k={value}"));
        let (users, streams) = (users.join(" "), streams.join(" "));
        let line = format!("in {room} users [{users}] streams [{streams}] count {count}{info}");
        self.hear(session, &line);
        self.tell_opted_in(session, &format!("+user {user}"));
        self.check_limit(session);
    }

    fn take_over(&mut self, user: &str, kept_room: Option<&str>) {
        if let Some(older) = self.session_of(user) {
            self.leave(older, 1002050, 3, kept_room);
        }
    }

    fn go_live(&mut self, session: u64, name: &str) {
        let member = self.member(session);
        let place = member.pending.iter().position(|(other, _)| *other == name).unwrap();
        let (name, requests) = member.pending.remove(place);
        let (user, room) = (member.user, member.room);
        self.streams.push(Stream { name, session, user, room });
        (0..requests).for_each(|_| self.hear(session, "ok"));
        self.tell_others(session, &format!("+stream {name}:{user}"));
        for player in self.players(name) {
            self.hear(player, &format!("play {name} live mic 0"));
        }
        // Those who waited for the same streamID came too late.
        while let Some(place) = self.claims.iter().position(|c| c.what == format!("stream {name}"))
        {
            let loser = self.claims.remove(place).session;
            self.end_pending(loser, name, "error 1003028");
        }
    }

    fn leave(&mut self, session: u64, code: u32, reason: u8, kept_room: Option<&str>) {
        let open = if code == 0 { "error 1000002".to_owned() } else { format!("error {code}") };
        self.end_all_pending(session, &open);
        // Neither a logout nor silence is a kick.
        if code != 0 && code != 1002057 {
            self.hear(session, &format!("kicked {code}"));
        }
        self.member(session).plays.clear();
        self.end_streams(session, None, reason);
        let user = self.member(session).user;
        self.tell_opted_in(session, &format!("-user {user}"));
        let place = self.members.iter().position(|member| member.session == session).unwrap();
        let room = self.members.remove(place).room;
        if self.there(room).is_empty() && kept_room != Some(room) {
            self.rooms.retain(|other| other.name != room);
        }
        self.hear(session, &format!("ended {code}"));
    }

    /// Ends one stream of a session, or all.
    fn end_streams(&mut self, session: u64, name: Option<&str>, reason: u8) {
        let ends = |stream: &Stream| {
            stream.session == session && name.is_none_or(|name| name == stream.name)
        };
        let (ending, rest) = std::mem::take(&mut self.streams).into_iter().partition(ends);
        self.streams = rest;
        let ending: Vec<Stream> = ending;
        if ending.is_empty() {
            return;
        }
        let list: Vec<String> = ending.iter().map(|s| format!("{}:{}", s.name, s.user)).collect();
        self.tell_others(session, &format!("-stream {} reason {reason}", list.join(" ")));
        for stream in ending {
            for player in self.players(stream.name) {
                self.hear(player, &format!("play {} 1004002", stream.name));
            }
        }
    }

    fn end_login(&mut self, session: u64, line: &str) -> bool {
        let Some(place) = self.logins.iter().position(|login| login.session == session) else {
            return false;
        };
        let login = self.logins.remove(place);
        self.withdraw(format!("user {}", login.user), session);
        self.hear(session, line);
        true
    }

    fn end_pending(&mut self, session: u64, name: &str, line: &str) {
        let pending = &mut self.member(session).pending;
        let Some(place) = pending.iter().position(|(other, _)| *other == name) else { return };
        let (_, requests) = pending.remove(place);
        self.withdraw(format!("stream {name}"), session);
        (0..requests).for_each(|_| self.hear(session, line));
    }

    fn end_all_pending(&mut self, session: u64, line: &str) {
        for (name, _) in self.member(session).pending.clone() {
            self.end_pending(session, name, line);
        }
    }

    /// A claim that waits is forgotten; the answer of one under way cannot be stopped.
    fn withdraw(&mut self, what: String, session: u64) {
        let mut under_way = self.claims.iter().position(|claim| claim.what == what);
        let place = self.claims.iter().rposition(|c| c.what == what && c.session == session);
        let Some(place) = place else { return };
        if under_way.take() == Some(place) {
            self.claims[place].wanted = false;
        } else {
            self.claims.remove(place);
        }
    }

    fn check_limit(&mut self, session: u64) {
        let now = self.now;
        let member = self.member(session);
        let Some(Limit { ends, kicks }) = member.limit else { return };
        let left = ends.saturating_sub(now);
        if left > 0 && left <= 30 && !member.warned {
            member.warned = true;
            self.hear(session, &format!("token {left} s"));
        }
        if left == 0 && kicks {
            self.leave(session, 1002056, 4, None);
        }
    }

    fn is_full(&self, room: &str, user: &str) -> bool {
        let Some(most) = self.rooms.iter().find(|other| other.name == room).map(|r| r.most) else {
            return false;
        };
        let is_there = self.members.iter().any(|m| m.user == user && m.room == room);
        most != 0 && !is_there && self.there(room).len() >= most
    }

    fn needs_room(&mut self, session: u64) -> bool {
        self.alive(session);
        let is_member = self.is_member(session);
        if !is_member {
            self.hear(session, "error 1000002");
        }
        is_member
    }

    fn is_member(&self, session: u64) -> bool {
        self.members.iter().any(|member| member.session == session)
    }

    fn member(&mut self, session: u64) -> &mut Member {
        self.members.iter_mut().find(|member| member.session == session).unwrap()
    }

    fn session_of(&self, user: &str) -> Option<u64> {
        self.members.iter().find(|member| member.user == user).map(|member| member.session)
    }

    fn there(&self, room: &str) -> Vec<u64> {
        self.members.iter().filter(|m| m.room == room).map(|m| m.session).collect()
    }

    fn players(&self, name: &str) -> Vec<u64> {
        self.members.iter().filter(|m| m.plays.contains(&name)).map(|m| m.session).collect()
    }

    fn tell_others(&mut self, session: u64, line: &str) {
        let room = self.member(session).room;
        for other in self.there(room).into_iter().filter(|&other| other != session) {
            self.hear(other, line);
        }
    }

    fn tell_opted_in(&mut self, session: u64, line: &str) {
        let room = self.member(session).room;
        for other in self.there(room).into_iter().filter(|&other| other != session) {
            if self.member(other).notify {
                self.hear(other, line);
            }
        }
    }

    fn hear(&mut self, session: u64, line: &str) {
        self.heard.entry(session).or_default().push(line.to_owned());
    }
}
