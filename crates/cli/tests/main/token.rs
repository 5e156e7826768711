//! `cooee token`.

use crate::{Run, Shell};
use serde_json::Value;

impl Shell {
    fn token(&self, arguments: &str) -> String {
        self.good(&format!("token make {arguments}")).trim().to_owned()
    }

    fn check(&self, token: &str, arguments: &str) -> Run {
        self.run_with_input(&format!("token check - {arguments}"), token)
    }
}

#[test]
fn what_is_made_is_good() {
    let shell = Shell::new();
    let app = shell.app();
    for form in ["gcm", "cbc"] {
        let run = shell.run(&format!("token make --app {app} --user u1 --form {form} --valid 2h"));
        let token = run.output.trim();
        assert!(token.starts_with("04") && !token.contains(char::is_whitespace), "{token}");
        assert!(run.errors.contains("good for 2 h"), "{}", run.errors);
        let run = shell.check(token, &format!("--app {app} --user u1"));
        assert_eq!(run.exit_code, 0, "{}", run.output);
        assert!(run.output.contains("\nGood.\n"), "{}", run.output);
        assert!(run.output.contains(&form.to_uppercase()), "{}", run.output);
    }
}

#[test]
fn two_tokens_of_one_second_differ() {
    let shell = Shell::new();
    let arguments = format!("--app {} --user u1", shell.app());
    assert_ne!(shell.token(&arguments), shell.token(&arguments));
}

#[test]
fn the_app_that_made_it_is_found() {
    let shell = Shell::new();
    let [_, app, _] = [(); 3].map(|()| shell.app());
    let token = shell.token(&format!("--app {app} --user u1"));
    let run = shell.check(&token, "");
    assert_eq!(run.exit_code, 0);
    assert!(run.output.contains(&format!("the ServerSecret of app {app}")), "{}", run.output);
    let foreign = Shell::new();
    let token = foreign.token(&format!("--app {} --user u1", foreign.app()));
    let run = shell.check(&token, "");
    assert_eq!(run.exit_code, 1);
    assert!(run.output.contains("no ServerSecret of this store's 3 apps"), "{}", run.output);
}

#[test]
fn each_refusal_has_its_code() {
    let shell = Shell::new();
    let (app, other) = (shell.app(), shell.app());
    let token = shell.token(&format!("--app {app} --user u1 --room r1 --stream s1"));
    shell.good(&format!("app strict {app} on"));
    for (arguments, code) in [
        (format!("--app {other}"), "1002033"),
        (format!("--app {app} --user u2"), "1002077"),
        (format!("--app {app} --at 4000000000"), "1002078"),
        (format!("--app {app} --room r2"), "1002033"),
        (format!("--app {app} --room r1 --stream s2"), "1003072"),
    ] {
        let run = shell.check(&token, &arguments);
        assert_eq!(run.exit_code, 1, "{arguments}");
        assert!(run.output.contains(&format!("(code {code}, ")), "{arguments}: {}", run.output);
        assert!(run.output.contains("  To do: "), "{arguments}: {}", run.output);
    }
    for (text, code) in [("03AAAA", "1002079"), ("04AAAA", "1002075"), ("", "1002067")] {
        let run = shell.check(text, &format!("--app {app}"));
        assert_eq!(run.exit_code, 1);
        assert!(run.output.contains(&format!("(code {code}, ")), "{}", run.output);
    }
    let run = shell.check(&token, &format!("--app {app} --user u1 --room r1 --stream s1"));
    assert_eq!(run.exit_code, 0, "{}", run.output);
}

#[test]
fn privileges_count_only_where_the_app_is_strict() {
    let shell = Shell::new();
    let app = shell.app();
    let token = shell.token(&format!("--app {app} --user u1 --room r1 --no-publish"));
    let arguments = format!("--app {app} --room r2");
    let run = shell.check(&token, &arguments);
    assert_eq!(run.exit_code, 0);
    assert!(run.output.contains("is not strict, so the privileges are ignored"), "{}", run.output);
    shell.good(&format!("app strict {app} on"));
    assert_eq!(shell.check(&token, &arguments).exit_code, 1);
    let run = shell.check(&token, &format!("--app {app} --room r1 --stream s1"));
    assert!(run.output.contains("may not publish"), "{}", run.output);
    assert_eq!(run.exit_code, 1);
    let run = shell.run(&format!("token make --app {app} --user u1"));
    assert!(run.errors.contains("Warning: the app is strict"), "{}", run.errors);
}

#[test]
fn a_secret_may_come_from_a_file() {
    let shell = Shell::new();
    let made = shell.json("app create --json");
    let token = shell.token(&format!("--app {} --user u1", made["app_id"]));
    let file = shell.path("secret");
    let secret = made["server_secret"].as_str().expect("a text");
    std::fs::write(&file, format!("{secret}\n")).expect("written");
    let elsewhere = Shell::new();
    let file = file.display();
    assert_eq!(elsewhere.check(&token, &format!("--secret-file {file}")).exit_code, 0);
    let run = elsewhere.check(&token, &format!("--secret-file {file} --app 7"));
    assert_eq!(run.exit_code, 1);
    assert!(run.output.contains("1002076"), "{}", run.output);
    let run = elsewhere.check(&token, &format!("--secret-file {file}.missing"));
    assert_eq!(run.exit_code, 2, "{}", run.output);
}

#[test]
fn without_any_secret_nothing_is_decided() {
    let shell = Shell::new();
    let token = shell.token(&format!("--app {} --user u1", shell.app()));
    let run = Shell::new().check(&token, "");
    assert_eq!(run.exit_code, 2);
    assert!(run.output.contains("not authenticated"), "{}", run.output);
    assert_eq!(shell.check(&token, "--app 7").exit_code, 2, "there is no such app to ask");
}

#[test]
fn scripts_get_json() {
    let shell = Shell::new();
    let app = shell.app();
    let made =
        shell.json(&format!("token make --app {app} --user u1 --room r1 --valid 90s --json"));
    let seconds = |value: &Value, key: &str| value[key].as_i64().expect("a number");
    assert_eq!(seconds(&made, "expire_seconds") - seconds(&made, "ctime_seconds"), 90);
    let token = made["token"].as_str().expect("a text");
    let read = |arguments: &str| {
        let output = shell.check(token, &format!("{arguments} --json")).output;
        serde_json::from_str::<Value>(&output).expect("JSON")
    };
    let good = read("");
    assert_eq!(good["good"], true);
    assert_eq!(good["secret_of_app"].to_string(), app);
    assert_eq!(good["claims"]["user_id"], "u1");
    assert_eq!(good["claims"]["payload"], made["payload"]);
    let bad = read("--user u2 --at 4000000000");
    assert_eq!(bad["good"], false);
    let codes: Vec<_> =
        bad["problems"].as_array().expect("a list").iter().map(|p| &p["code"]).collect();
    assert_eq!(codes, [1002077, 1002078]);
}

#[test]
fn a_bad_id_has_its_code() {
    let shell = Shell::new();
    let app = shell.app();
    for (arguments, code) in [
        ("--app 0 --user u".to_owned(), "1001000"),
        (format!("--app {app} --user zoë"), "1002006"),
        (format!("--app {app} --user {}", "u".repeat(64)), "1002007"),
        (format!("--app {app} --user u --room {}", "r".repeat(128)), "1002013"),
        (format!("--app {app} --user u --room a|b"), "1002012"),
        (format!("--app {app} --user u --room r --stream a.b"), "1000016"),
        (format!("--app {app} --user u --room r --stream {}", "s".repeat(257)), "1000014"),
    ] {
        let error = shell.bad(2, &format!("token make {arguments}"));
        assert!(error.contains(&format!("code {code}")), "{arguments}: {error}");
    }
    shell.bad(2, &format!("token make --app {app} --user u --stream s"));
    shell.bad(2, &format!("token make --app {app} --user u --valid 0s"));
    let error = shell.bad(1, "token make --app 7 --user u");
    assert!(error.contains("code 1001004"), "{error}");
    let streams = " --stream ssssssssssssssssssssssssssssssssssssssssssssssssss".repeat(1300);
    let error = shell.bad(1, &format!("token make --app {app} --user u --room r{streams}"));
    assert!(error.contains("at most 65535 fit"), "{error}");
}
