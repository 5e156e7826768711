//! No log line and no `Debug` output holds a token, key, proof or SDP.

use crate::world::{World, app, app_sign, login, publish, server_secret};
use cooee_node::{Input, Output};
use cooee_proto::signal::{
    Auth, ClientMessage, LoggedIn, Login, Nothing, Offer, RenewToken, Request, Resume,
};
use std::{cell::RefCell, io, time::Duration};

thread_local! {
    /// What the thread of one test logged.
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| log.extend(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_log_of_a_call_holds_no_secret() {
    // For all threads: with one for this thread alone, tracing may ask another thread whether
    // anybody listens.
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(|| Log).init();
    let mut secrets = vec![app_sign().reveal(), server_secret().reveal().to_owned()];
    let mut world = World::new();
    let amy = world.join("amy", "r");
    let connection = world.connect();
    let token = world.token("bob", Duration::from_secs(9), "");
    let auth = Auth::Token(token.clone());
    let bob: LoggedIn = world.get(connection, Request::Login(Login { auth, ..login("bob", "r") }));
    let proved = world.prove(connection, login("eve", "r"));
    let Auth::AppSign(proof) = proved.auth.clone() else { panic!() };
    world.refused(connection, Request::Login(proved));
    world.text(connection, &format!(r#"{{"id":1,"op":"renew_token","token":["{token}"]}}"#));
    world.refused(connection, Request::RenewToken(RenewToken { token: token[..40].into() }));
    let bad = "bad secret-sdp".to_owned();
    world.refused(connection, Request::Offer(Offer { sdp: bad, replace: true }));
    world.ask(amy.connection, publish("s", "0")).unwrap();
    world.disconnect(amy.connection);
    let other = world.connect();
    let key = amy.resume_key.clone();
    let resume = Resume { session_id: amy.session, resume_key: key.clone(), last_seq: 0 };
    world.ask(other, Request::Resume(resume)).unwrap();
    world.ask(other, Request::Logout(Nothing {})).unwrap();
    world.pass(Duration::from_secs(100));
    secrets.extend([token[..40].to_owned(), token[40..].to_owned(), proof, key]);
    secrets.extend([bob.resume_key, bob.transport.transport_key, amy.transport_key]);
    secrets.extend(["offer of".to_owned(), "answer to".to_owned(), "secret-sdp".to_owned()]);
    secrets.push(world.hello(connection).nonce.clone());
    let text = String::from_utf8(LOG.take()).unwrap();
    assert!(text.contains("logged in"), "{text}");
    for secret in secrets {
        assert!(!text.contains(&secret), "{secret:?} is in the log:\n{text}");
    }
}

#[test]
fn inputs_and_outputs_show_no_secret() {
    let text = ClientMessage { id: 1, request: Request::Login(login("amy", "r")) }.to_text();
    let connection = cooee_node::ConnectionId(3);
    let shown = format!("{:?}", Input::Text { connection, text: text.clone() });
    assert_eq!(shown, format!("Text {{ connection: ConnectionId(3), bytes: {} }}", text.len()));
    let shown = format!("{:?}", Output::Send { connection, text });
    assert!(!shown.contains("amy"), "{shown}");
    let shown = format!("{:?}", Input::AppStored(app(crate::world::APP)));
    assert!(!shown.contains("0123456789abcdef"), "{shown}");
    let event = cooee_sfu::Event::Answered {
        transport: cooee_proto::SessionId(1),
        request: 1,
        result: Ok("a=fingerprint".to_owned()),
    };
    let shown = format!("{:?}", Input::Shard { shard: crate::world::SHARD, event });
    assert!(!shown.contains("fingerprint"), "{shown}");
}
