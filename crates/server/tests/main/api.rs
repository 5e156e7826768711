//! The HTTP API: each route once, who may use it, and what is refused.

use crate::{browser::Browser, client::TestServer};
use cooee_server::store::Store;
use serde_json::{Value, json};

#[tokio::test]
async fn the_operator_makes_changes_and_removes_apps() {
    let server = TestServer::start();
    let mut browser = Browser::signed_in(&server).await;
    let made = browser.ask("POST", "/api/v1/apps", Some(json!({ "name": "classroom" }))).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let app_id = made.body["app_id"].as_u64().unwrap();
    let fresh = json!({
        "app_id": app_id, "name": "classroom", "auth": "app_sign_and_token", "strict": false,
        "on_token_expiry": "stay",
    });
    assert_eq!(made.body, fresh);
    let path = format!("/api/v1/apps/{app_id}");
    assert_eq!(browser.get(&path).await.body, fresh);
    assert_eq!(browser.get("/api/v1/apps").await.body.as_array().unwrap().len(), 2);

    let change = json!({ "name": "教室", "auth": "token_only", "strict": true,
        "on_token_expiry": "kick" });
    let changed = browser.ask("PATCH", &path, Some(change.clone())).await.body;
    for (key, value) in change.as_object().unwrap() {
        assert_eq!(&changed[key], value);
    }
    let changed = browser.ask("PATCH", &path, Some(json!({ "strict": false }))).await.body;
    assert_eq!((&changed["strict"], &changed["name"]), (&json!(false), &json!("教室")));

    let before = browser.get(&format!("{path}/secrets")).await.body;
    let rotate = format!("{path}/rotate");
    let after = browser.ask("POST", &rotate, Some(json!({ "secret": "server_secret" }))).await.body;
    assert_eq!(before["app_sign"], after["app_sign"]);
    assert_ne!(before["server_secret"], after["server_secret"]);
    let store = Store::open_existing(server.data_dir.path()).unwrap();
    let stored = store.apps().unwrap().into_iter().find(|app| u64::from(app.app_id.0) == app_id);
    assert_eq!(stored.unwrap().server_secret.reveal(), after["server_secret"]);
    let last = browser.ask("POST", &rotate, Some(json!({ "secret": "app_sign" }))).await.body;
    assert_ne!(last["app_sign"], after["app_sign"]);

    assert_eq!(browser.ask("DELETE", &path, None).await.status, 204);
    let gone = browser.get(&path).await;
    assert_eq!((gone.status, gone.name()), (404, "app_id_wrong"));
}

#[tokio::test]
async fn a_token_that_was_made_is_explained() {
    let server = TestServer::start();
    let mut browser = Browser::signed_in(&server).await;
    let path = format!("/api/v1/apps/{}", server.app.app_id);
    browser.ask("PATCH", &path, Some(json!({ "strict": true }))).await;
    let wanted = json!({ "user_id": "amy", "room_id": "room1", "may_publish": false,
        "stream_ids": ["a"], "valid_seconds": 60 });
    let made = browser.ask("POST", &format!("{path}/tokens"), Some(wanted)).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let ask = |user: &str, room: &str| json!({ "token": made.body["token"], "user_id": user, "room_id": room });
    let path = format!("{path}/tokens/explain");
    let good = browser.ask("POST", &path, Some(ask("amy", "room1"))).await.body;
    assert_eq!((&good["is_valid"], &good["findings"]), (&json!(true), &json!([])), "{good}");
    assert_eq!(good["claims"]["expires_ms"], made.body["expires_ms"]);
    assert_eq!(
        good["claims"]["privileges"],
        json!({ "room_id": "room1", "may_login": true, "may_publish": false, "stream_ids": ["a"] })
    );
    let bad = browser.ask("POST", &path, Some(ask("bob", "room2"))).await.body;
    assert_eq!((&bad["is_valid"], &bad["code"]), (&json!(false), &json!(1002077)), "{bad}");
    let codes = |body: &Value| -> Vec<u64> {
        body["findings"].as_array().unwrap().iter().map(|f| f["code"].as_u64().unwrap()).collect()
    };
    assert_eq!(codes(&bad), [1002077, 1002033]);
    let garbage = browser.ask("POST", &path, Some(json!({ "token": "04!" }))).await.body;
    assert_eq!(codes(&garbage), [1002075]);
    assert_eq!(garbage["claims"], Value::Null);
}

#[tokio::test]
async fn a_key_reaches_its_own_app_and_nothing_else() {
    let server = TestServer::start();
    let mut browser = Browser::signed_in(&server).await;
    let own = format!("/api/v1/apps/{}", server.app.app_id);
    let keys = format!("{own}/keys");
    let made = browser.ask("POST", &keys, Some(json!({ "name": "billing" }))).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let secret = made.body["api_key"].as_str().unwrap();
    let listed = browser.get(&keys).await.body;
    assert!(secret.starts_with(listed[0]["begins_with"].as_str().unwrap()));
    assert!(!listed.to_string().contains(secret), "it is shown once");
    let other = browser.ask("POST", "/api/v1/apps", Some(json!({ "name": "other" }))).await.body;

    let mut program = Browser::with_key(&server, secret);
    assert_eq!(program.get(&own).await.body["name"], "test");
    assert_eq!(program.get("/api/v1/apps").await.body.as_array().unwrap().len(), 1);
    let token = json!({ "user_id": "amy", "valid_seconds": 60 });
    let tokens = format!("{own}/tokens");
    assert_eq!(program.ask("POST", &tokens, Some(token.clone())).await.status, 201);
    for app_id in [other["app_id"].to_string(), "17".to_owned(), "none".to_owned()] {
        let answer = program.get(&format!("/api/v1/apps/{app_id}")).await;
        assert_eq!((answer.status, answer.name()), (403, "other_app"), "{app_id}");
    }
    let name = Some(json!({ "name": "x" }));
    let rotation = Some(json!({ "secret": "app_sign" }));
    for (method, path, body) in [
        ("POST", "/api/v1/apps", name.clone()),
        ("PATCH", &own, name.clone()),
        ("DELETE", &own, None),
        ("GET", &format!("{own}/secrets"), None),
        ("POST", &format!("{own}/rotate"), rotation),
        ("GET", &keys, None),
        ("POST", &keys, name),
        ("DELETE", &format!("{keys}/1"), None),
        ("DELETE", "/api/v1/session", None),
        ("PUT", "/api/v1/password", Some(json!({ "old": "x", "new": "x" }))),
    ] {
        let answer = program.ask(method, path, body).await;
        assert_eq!((answer.status, answer.name()), (403, "operator_only"), "{method} {path}");
    }
    let path = format!("{keys}/{}", made.body["key_id"]);
    assert_eq!(browser.ask("DELETE", &path, None).await.status, 204);
    assert_eq!(browser.ask("DELETE", &path, None).await.name(), "not_found");
    let refused = program.get(&own).await;
    assert_eq!((refused.status, refused.name()), (401, "unknown_key"));
    assert!(refused.head.contains("\r\nwww-authenticate: Bearer"), "{}", refused.head);
}

#[tokio::test]
async fn whatever_is_wrong_with_a_request_is_told_in_json() {
    let server = TestServer::start();
    let mut browser = Browser::signed_in(&server).await;
    let json = |text: &str| Some(("application/json", text.to_owned()));
    let apps = "/api/v1/apps";
    for (method, path, body, status) in [
        ("POST", apps, json("{"), 400),
        ("POST", apps, json("[]"), 400),
        ("POST", apps, json(r#"{"name":"a","auth":null}"#), 400),
        ("POST", apps, json(r#"{"name":"a","extra":1}"#), 400),
        ("POST", apps, json(r#"{"name":""}"#), 400),
        ("POST", apps, json(r#"{"name":"a\u0000"}"#), 400),
        ("POST", apps, json(r#"{"name":"a","auth":"none"}"#), 400),
        ("POST", apps, Some(("text/plain", "{}".to_owned())), 415),
        ("POST", apps, None, 415),
        ("POST", apps, json(&format!(r#"{{"name":"{}"}}"#, "a".repeat(200_000))), 413),
        ("GET", "/api/v1/apps/0", None, 400),
        ("GET", "/api/v1/apps/+1", None, 400),
        ("GET", "/api/v1/apps/%ff", None, 400),
        ("GET", "/api/v1/apps/4294967296", None, 400),
        ("GET", "/api/v1/elsewhere", None, 404),
        ("GET", "/api", None, 404),
        ("PUT", apps, None, 405),
        ("OPTIONS", apps, None, 405),
    ] {
        let answer = browser.ask_with(method, path, &[], body.clone()).await;
        assert_eq!(answer.status, status, "{method} {path} {}", answer.body);
        for field in ["name", "message", "hint"] {
            let text = answer.body[field].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "{method} {path} {}", answer.body);
        }
        assert!(answer.body["code"].is_u64());
        assert_eq!(status == 405, answer.head.contains("\r\nallow: "), "{}", answer.head);
        for header in ["cache-control: no-store", "x-frame-options: DENY"] {
            assert!(answer.head.contains(header), "{}", answer.head);
        }
        assert!(answer.head.contains("frame-ancestors 'none'"), "{}", answer.head);
    }
}

#[tokio::test]
async fn the_document_is_there_for_everybody() {
    let server = TestServer::start();
    let answer = Browser::new(&server).get("/api/v1/openapi.json").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["openapi"], "3.1.0");
    let paths = answer.body["paths"].as_object().unwrap();
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.contains_key("503"), "{method} {path}");
            let reads_json = responses.contains_key("415");
            assert_eq!(reads_json, operation["requestBody"].is_object(), "{method} {path}");
            if !operation["security"].is_null() {
                assert!(responses.contains_key("401"), "{method} {path}");
                assert!(responses.contains_key("403"), "{method} {path}");
            }
        }
    }
    let text = answer.body.to_string();
    let documented = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    if std::env::var_os("UPDATE_DOCUMENTS").is_some() {
        let text = serde_json::to_string_pretty(&answer.body).unwrap() + "\n";
        std::fs::write(documented, text).unwrap();
    }
    let stored: Value =
        serde_json::from_str(&std::fs::read_to_string(documented).unwrap()).unwrap();
    assert!(
        stored == answer.body,
        "UPDATE_DOCUMENTS=1 cargo test -p cooee-server --test main document writes docs/openapi.json"
    );
    assert!(!text.contains(server.app.server_secret.reveal()));
}
