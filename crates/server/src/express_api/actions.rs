//! What each action takes, does and answers.

use super::{
    ExpressApi,
    answer::{Code, Refusal},
    parameters::{Parameters, users},
};
use cooee_node::{Answer, LoginOrder, Operation, PresentStream, PresentUser, Rule, RuleTarget};
use cooee_proto::{AppId, RoomId, StreamId, UserId, WallTime};
use serde_json::{Value, json};
use std::{net::IpAddr, time::Instant};

/// All actions that have an answer of their own.
const KNOWN: &[&str] = &[
    "AddStream",
    "CloseRoom",
    "DelForbidUserRule",
    "DeleteStream",
    "DescribeForbidUserRule",
    "DescribeForbidUserRules",
    "DescribeRTCStreamState",
    "DescribeSimpleStreamList",
    "DescribeUserList",
    "DescribeUserNum",
    "DescribeUsers",
    "ForbidRTCStream",
    "KickoutUser",
    "ResumeRTCStream",
    "SendBarrageMessage",
    "SendBroadcastMessage",
    "SendCustomCommand",
    "SetForbidUserRule",
];

/// The most users of one page.
const PAGE: usize = 200;
/// The longest reason, and the longest time of a rule in seconds.
const REASON_BYTES: usize = 256;
const RULE_SECONDS: u64 = 86_400;
/// The role of a user who may do what users do; Cooee has no others.
const ROLE: u32 = 2;

pub fn is_known(action: &str) -> bool {
    KNOWN.contains(&action)
}

/// Performs an action of an app; what comes back is the `Data` of the answer.
pub async fn perform(
    api: &ExpressApi,
    app: AppId,
    action: &str,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    match action {
        "KickoutUser" => kick(api, app, parameters).await,
        "CloseRoom" => {
            let reason = parameters.short_text("CustomReason", REASON_BYTES)?;
            let room = parameters.room()?;
            let wants_callback = parameters.truth_or("RoomCloseCallback", false)?;
            done(api, Operation::CloseRoom { app, room, reason, wants_callback }).await
        }
        "DescribeUserNum" => user_counts(api, app, parameters).await,
        "DescribeUserList" => user_list(api, app, parameters).await,
        "DescribeUsers" => user_states(api, app, parameters).await,
        "DescribeSimpleStreamList" => stream_list(api, app, parameters).await,
        "DescribeRTCStreamState" => stream_state(api, app, parameters).await,
        "ForbidRTCStream" | "ResumeRTCStream" => {
            let stream = sequenced_stream(api, app, parameters)?;
            let operation = match action {
                "ForbidRTCStream" => Operation::ForbidStream { app, stream },
                _ => Operation::ResumeStream { app, stream },
            };
            done(api, operation).await
        }
        "SendBroadcastMessage" | "SendBarrageMessage" => {
            message(api, app, action, parameters).await
        }
        "SendCustomCommand" => command(api, app, parameters).await,
        "SetForbidUserRule" => set_rule(api, app, parameters).await,
        "DelForbidUserRule" => {
            done(api, Operation::DeleteRule { app, target: target(parameters)? }).await
        }
        "DescribeForbidUserRule" | "DescribeForbidUserRules" => rules(api, app).await,
        _ => {
            let message = format!("this server does not offer {action}");
            Err(Refusal::new(Code::SERVICE_OFF, message))
        }
    }
}

async fn done(api: &ExpressApi, operation: Operation) -> Result<Value, Refusal> {
    api.handle.operate(operation).await?;
    Ok(json!({}))
}

async fn kick(api: &ExpressApi, app: AppId, parameters: &Parameters) -> Result<Value, Refusal> {
    let users = users(parameters.list("UserId", 5)?)?;
    let reason = parameters.short_text("CustomReason", REASON_BYTES)?;
    done(api, Operation::KickUsers { app, room: parameters.room()?, users, reason }).await
}

async fn user_counts(
    api: &ExpressApi,
    app: AppId,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    let rooms: Vec<RoomId> = parameters
        .list("RoomId", 10)?
        .iter()
        .map(|room| Ok(RoomId::new(room.as_str())?))
        .collect::<Result<_, Refusal>>()?;
    let counts = match api.handle.operate(Operation::UserCounts { app, rooms }).await? {
        Answer::UserCounts(counts) => counts,
        other => return Err(unexpected(&other)),
    };
    let counts = counts
        .into_iter()
        .map(|(room, count)| json!({ "RoomId": room, "UserCount": count, "AdminUserCount": 0 }));
    Ok(json!({ "UserCountList": counts.collect::<Vec<_>>() }))
}

async fn user_list(
    api: &ExpressApi,
    app: AppId,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    let order = match parameters.number_or("Mode", 0)? {
        0 => LoginOrder::Ascending,
        1 => LoginOrder::Descending,
        other => return Err(out_of_range("Mode", other, "0 (oldest first) or 1 (newest first)")),
    };
    let limit = match parameters.number_or("Limit", PAGE)? {
        limit if (1..=PAGE).contains(&limit) => limit,
        other => return Err(out_of_range("Limit", other, "1 to 200")),
    };
    let marker = match parameters.text("Marker") {
        Ok(_) => Some(parameters.number_or("Marker", 0)?),
        Err(_) => None,
    };
    let room = parameters.room()?;
    let page = Operation::Users { app, room, marker, limit, order };
    let (users, marker) = match api.handle.operate(page).await? {
        Answer::Users { users, marker } => (users, marker),
        other => return Err(unexpected(&other)),
    };
    let users = users.into_iter().map(|PresentUser { user, .. }| {
        json!({ "UserId": user.user_id, "UserName": user.user_name, "UserRole": ROLE })
    });
    let marker = marker.map(|marker| marker.to_string()).unwrap_or_default();
    Ok(json!({ "Marker": marker, "UserList": users.collect::<Vec<_>>() }))
}

async fn user_states(
    api: &ExpressApi,
    app: AppId,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    let users = users(parameters.list("UserId", 10)?)?;
    let operation = Operation::UserStates { app, room: parameters.room()?, users };
    let states = match api.handle.operate(operation).await.map_err(Refusal::of_newer)? {
        Answer::UserStates(states) => states,
        other => return Err(unexpected(&other)),
    };
    let states = states.into_iter().map(|(user, since)| {
        json!({
            "UserId": user,
            "Status": u8::from(since.is_some()),
            "LoginTime": since.map_or(0, |time| time.0),
            "UserRole": if since.is_some() { ROLE } else { 0 },
        })
    });
    Ok(json!({ "UserStatusList": states.collect::<Vec<_>>() }))
}

async fn stream_list(
    api: &ExpressApi,
    app: AppId,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    let room = parameters.room()?;
    let streams = match api.handle.operate(Operation::Streams { app, room }).await? {
        Answer::Streams(streams) => streams,
        other => return Err(unexpected(&other)),
    };
    let streams = streams.into_iter().zip(1..).map(|(stream, number)| {
        let PresentStream { stream_id, user, created, .. } = stream;
        json!({
            "StreamId": stream_id,
            "UserId": user.user_id,
            "UserName": user.user_name,
            "CreateTime": created,
            "StreamNumberId": number,
        })
    });
    Ok(json!({ "StreamList": streams.collect::<Vec<_>>() }))
}

/// The stream of a request, which comes after those before it.
fn sequenced_stream(
    api: &ExpressApi,
    app: AppId,
    parameters: &Parameters,
) -> Result<StreamId, Refusal> {
    let stream = parameters.stream()?;
    if parameters.text("Sequence").is_ok() {
        let sequence = parameters.number_or("Sequence", 0)?;
        api.gate().take_sequence(Instant::now(), app, &stream, sequence)?;
    }
    Ok(stream)
}

async fn stream_state(
    api: &ExpressApi,
    app: AppId,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    let stream = sequenced_stream(api, app, parameters)?;
    match api.handle.operate(Operation::StreamState { app, stream }).await? {
        Answer::StreamState { created, closed } => {
            Ok(json!({ "create_time": created, "close_time": closed.map_or(0, |time| time.0) }))
        }
        other => Err(unexpected(&other)),
    }
}

async fn message(
    api: &ExpressApi,
    app: AppId,
    action: &str,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    match parameters.number_or("MessageCategory", 1)? {
        1 | 2 => {}
        other => return Err(out_of_range("MessageCategory", other, "1 (system) or 2 (chat)")),
    }
    let (room, from_user) = (parameters.room()?, parameters.user("UserId", "UserName")?);
    let message = parameters.text("MessageContent")?.to_owned();
    let is_broadcast = action == "SendBroadcastMessage";
    let operation = match is_broadcast {
        true => Operation::SendBroadcastMessage { app, room, from_user, message },
        false => Operation::SendBarrageMessage { app, room, from_user, message },
    };
    match api.handle.operate(operation).await? {
        Answer::Sent { message_id } if is_broadcast => {
            Ok(json!({ "MessageId": message_id.parse::<u64>().unwrap_or(0) }))
        }
        Answer::Sent { message_id } => Ok(json!({ "MessageId": message_id })),
        other => Err(unexpected(&other)),
    }
}

async fn command(api: &ExpressApi, app: AppId, parameters: &Parameters) -> Result<Value, Refusal> {
    let operation = Operation::SendCustomCommand {
        app,
        room: parameters.room()?,
        from_user: parameters.user("FromUserId", "FromUserName")?,
        command: parameters.text("MessageContent")?.to_owned(),
        to_users: users(parameters.optional_list("ToUserId", 10)?)?,
    };
    match api.handle.operate(operation).await.map_err(Refusal::of_newer)? {
        Answer::Passed { missing } => {
            let failed = missing.into_iter().map(|user| json!({ "UserId": user, "Code": 105 }));
            Ok(json!({ "FailUsers": failed.collect::<Vec<_>>() }))
        }
        other => Err(unexpected(&other)),
    }
}

async fn set_rule(api: &ExpressApi, app: AppId, parameters: &Parameters) -> Result<Value, Refusal> {
    let target = target(parameters)?;
    let seconds = match parameters.number_or("EffectiveTime", 0)? {
        seconds if (1..=RULE_SECONDS).contains(&seconds) => seconds,
        other => return Err(out_of_range("EffectiveTime", other, "1 to 86400 s")),
    };
    let (mut forbids_login, mut forbids_publish) = (false, false);
    for privilege in parameters.list("DisabledPrivilege", 2)? {
        match privilege.as_str() {
            "1" => forbids_login = true,
            "2" => forbids_publish = true,
            other => {
                let message = format!("DisabledPrivilege[] holds {other:?}; 1 is login, 2 publish");
                return Err(Refusal::new(Code::PARAMETER, message));
            }
        }
    }
    let until = WallTime(crate::control::wall_time().0 + seconds * 1000);
    let rule = Rule { target, forbids_login, forbids_publish, until };
    api.handle.operate(Operation::SetRule { app, rule }).await?;
    Ok(json!({ "ExpireTime": until.seconds() }))
}

async fn rules(api: &ExpressApi, app: AppId) -> Result<Value, Refusal> {
    match api.handle.operate(Operation::Rules { app }).await? {
        Answer::Rules(rules) => {
            let rules: Vec<_> = rules.iter().map(described).collect();
            Ok(json!({ "RuleList": rules }))
        }
        other => Err(unexpected(&other)),
    }
}

/// To whom a rule applies, by its type.
fn target(parameters: &Parameters) -> Result<RuleTarget, Refusal> {
    let user = || -> Result<UserId, Refusal> { Ok(UserId::new(parameters.text("UserId")?)?) };
    match parameters.number_or("RuleType", 0)? {
        1 => {
            let text = parameters.text("IP")?;
            let address: IpAddr = text.parse().map_err(|_| {
                Refusal::new(Code::PARAMETER, format!("IP is {text:?}, which is no IP address"))
            })?;
            Ok(RuleTarget::Address(address.to_canonical()))
        }
        2 => Ok(RuleTarget::Room(parameters.room()?)),
        3 => Ok(RuleTarget::User(user()?)),
        4 => Ok(RuleTarget::UserInRoom(parameters.room()?, user()?)),
        other => {
            Err(out_of_range("RuleType", other, "1 (IP), 2 (room), 3 (user) or 4 (room and user)"))
        }
    }
}

fn described(rule: &Rule) -> Value {
    let privileges = [(rule.forbids_login, 1), (rule.forbids_publish, 2)];
    let privileges = privileges.iter().filter(|(forbids, _)| *forbids).map(|(_, number)| *number);
    let mut value = match &rule.target {
        RuleTarget::Address(address) => json!({ "RuleType": 1, "IP": address }),
        RuleTarget::Room(room) => json!({ "RuleType": 2, "RoomId": room }),
        RuleTarget::User(user) => json!({ "RuleType": 3, "UserId": user }),
        RuleTarget::UserInRoom(room, user) => {
            json!({ "RuleType": 4, "RoomId": room, "UserId": user })
        }
    };
    value["DisabledPrivilege"] = privileges.collect::<Vec<i32>>().into();
    value["ExpireTime"] = rule.until.seconds().into();
    value
}

fn out_of_range(name: &str, value: impl std::fmt::Display, expected: &str) -> Refusal {
    Refusal::new(Code::PARAMETER, format!("{name} is {value}; {expected} is expected"))
}

fn unexpected(answer: &Answer) -> Refusal {
    tracing::error!(?answer, "an operation was answered with something else");
    Refusal::new(Code::INTERNAL, "the server failed inside")
}
