//! A token in words, for a person who wonders why a login was refused.

use crate::clock::{distance, utc};
use crate::{Claims, Privileges, ServerSecret, Token};
use cooee_proto::{AppId, Error, RoomId, StreamId, UserId, WallTime};
use std::fmt;

/// What to hold a token against; what is left out is not checked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The ServerSecret; without it the claims stay encrypted.
    pub secret: Option<&'a ServerSecret>,
    /// The app of the login.
    pub app_id: Option<AppId>,
    /// The user of the login.
    pub user_id: Option<&'a UserId>,
    /// The room of the login; its privileges are checked as a strict app does.
    pub room_id: Option<&'a RoomId>,
    /// A stream to publish in that room; it is checked as a strict app does.
    pub stream_id: Option<&'a StreamId>,
    /// The clock to hold it against.
    pub now: WallTime,
}

/// A token in words.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The envelope, where it is in order.
    pub token: Option<Token>,
    /// The claims, where they could be decrypted.
    pub claims: Option<Claims>,
    /// All that is wrong, the first being what a server answers.
    pub problems: Vec<Error>,
    now: WallTime,
}

/// Looks at a token from all sides. Unlike a server it goes on after the first problem.
pub fn explain(token: &str, question: &Question<'_>) -> Explanation {
    let mut explanation =
        Explanation { token: None, claims: None, problems: Vec::new(), now: question.now };
    match Token::parse(token) {
        Ok(token) => explanation.token = Some(token),
        Err(problem) => explanation.problems.push(problem),
    }
    if let (Some(token), Some(secret)) = (&explanation.token, question.secret) {
        match token.open(secret) {
            Ok(claims) => {
                explanation.problems = problems(&claims, question);
                explanation.claims = Some(claims);
            }
            Err(problem) => explanation.problems.push(problem),
        }
    }
    explanation
}

fn problems(claims: &Claims, question: &Question<'_>) -> Vec<Error> {
    let now = question.now;
    let mut problems = Vec::new();
    let mut check = |result: Result<(), Error>| problems.extend(result.err());
    if let Some(app_id) = question.app_id {
        check(claims.check_app(app_id, now));
    }
    if let Some(user_id) = question.user_id {
        check(claims.check_user(user_id, now));
    }
    check(claims.check_time(now));
    if let Some(room_id) = question.room_id {
        check(claims.check_strict_login(room_id).and_then(|privileges| {
            question.stream_id.map_or(Ok(()), |stream_id| privileges.check_publish(stream_id))
        }));
    }
    problems
}

fn describe_payload(claims: &Claims) -> String {
    match claims.privileges() {
        Ok(None) => "empty: the token only says who the user is".to_owned(),
        Ok(Some(privileges)) => describe_privileges(&privileges),
        Err(error) => format!(
            "{} bytes that are no privileges: {} (a strict app refuses the token)",
            claims.payload.len(),
            error.message
        ),
    }
}

fn describe_privileges(privileges: &Privileges) -> String {
    let mut words = format!("room {:?}", privileges.room_id.as_str());
    words += if privileges.may_login { ", may log in" } else { ", may not log in" };
    match (privileges.may_publish, &privileges.streams) {
        (false, _) => words += ", may not publish",
        (true, None) => words += ", may publish any stream",
        (true, Some(streams)) => {
            let names: Vec<_> = streams.iter().map(|id| format!("{:?}", id.as_str())).collect();
            words += &format!(", may publish only {}", names.join(", "));
        }
    }
    words + " (enforced where the app is strict)"
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.describe_envelope(f)?;
        self.describe_claims(f)?;
        self.describe_verdict(f)
    }
}

impl Explanation {
    fn describe_envelope(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.token {
            Some(token) => writeln!(f, "Token04, {} form.", token.form()),
            None => writeln!(f, "Not a readable Token04."),
        }
    }

    fn describe_claims(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let now = self.now;
        let Some(claims) = &self.claims else {
            if let Some(token) = &self.token {
                let expire = match token.unverified_expire() {
                    Some(time) => format!("{}, {}", utc(time), distance(time, now)),
                    None => "out of range".to_owned(),
                };
                writeln!(f, "  expire   {expire} (not authenticated: anybody can change it)")?;
            }
            return writeln!(f, "  clock    {}", utc(now));
        };
        writeln!(f, "  app_id   {}", claims.app_id)?;
        writeln!(f, "  user_id  {:?}", claims.user_id)?;
        writeln!(f, "  nonce    {}", claims.nonce)?;
        writeln!(f, "  ctime    {}, {}", utc(claims.ctime), distance(claims.ctime, now))?;
        writeln!(f, "  expire   {}, {}", utc(claims.expire), distance(claims.expire, now))?;
        writeln!(f, "  clock    {}", utc(now))?;
        writeln!(f, "  payload  {}", describe_payload(claims))?;
        if claims.ctime > now {
            writeln!(
                f,
                "Note: it was made in the future of this clock: one of the two clocks is wrong."
            )?;
        }
        Ok(())
    }

    fn describe_verdict(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.problems {
            let Error { code, name, message, hint } = problem;
            writeln!(f, "Refused: {message} (code {code}, {name}).")?;
            writeln!(f, "  To do: {hint}")?;
        }
        match (&self.problems[..], &self.claims) {
            ([], Some(_)) => writeln!(f, "Good."),
            ([], None) => writeln!(f, "Its claims are encrypted; name the app to read them."),
            _ => Ok(()),
        }
    }

    /// Whether nothing is wrong with the token and its claims could be read.
    pub fn is_good(&self) -> bool {
        self.problems.is_empty() && self.claims.is_some()
    }
}
