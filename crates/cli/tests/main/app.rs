//! `cooee app`.

use crate::Shell;

#[test]
fn create_prints_what_the_first_call_needs() {
    let shell = Shell::new();
    let made = shell.json("app create --name demo --json");
    assert_eq!(made["name"], "demo");
    assert_eq!(made["auth"], "app_sign_and_token");
    assert_eq!(made["strict"], false);
    let text = |key: &str| made[key].as_str().expect("a text").to_owned();
    assert_eq!(text("app_sign").len(), 64);
    assert_eq!(text("server_secret").len(), 32);
    let shown = shell.good(&format!("app show {} --secrets", made["app_id"]));
    assert!(shown.contains(&text("app_sign")) && shown.contains(&text("server_secret")), "{shown}");
}

#[test]
fn secrets_are_printed_only_when_asked_for() {
    let shell = Shell::new();
    let made = shell.json("app create --json");
    let app = &made["app_id"];
    for arguments in [
        "app list".to_owned(),
        "app list --json".to_owned(),
        format!("app show {app}"),
        format!("app show {app} --json"),
        format!("app strict {app} on"),
        format!("token make --app {app} --user u"),
    ] {
        let run = shell.run(&arguments);
        assert_eq!(run.exit_code, 0);
        for secret in ["app_sign", "server_secret"] {
            let secret = made[secret].as_str().expect("a text");
            assert!(!run.output.contains(secret) && !run.errors.contains(secret), "{arguments}");
        }
    }
}

#[test]
fn an_open_app_is_warned_about() {
    let shell = Shell::new();
    let run = shell.run("app create --open");
    assert_eq!(run.exit_code, 0);
    assert!(run.errors.starts_with("Warning: app "), "{}", run.errors);
    assert!(run.output.contains("open test mode"), "{}", run.output);
    let app = shell.json("app list --json")[0]["app_id"].to_string();
    let closed = shell.run(&format!("app auth {app} --token-only"));
    assert_eq!(closed.errors, "");
}

#[test]
fn rules_and_secrets_change_one_at_a_time() {
    let shell = Shell::new();
    let app = shell.app();
    let show = || shell.json(&format!("app show {app} --secrets --json"));
    let mut expected = show();
    for (arguments, key, value) in [
        (format!("app auth {app} --token-only"), "auth", "token_only"),
        (format!("app auth {app} --open"), "auth", "open"),
        (format!("app auth {app} --app-sign"), "auth", "app_sign_and_token"),
        (format!("app on-expiry {app} kick"), "on_token_expiry", "kick"),
        (format!("app on-expiry {app} stay"), "on_token_expiry", "stay"),
    ] {
        shell.good(&arguments);
        expected[key] = value.into();
        assert_eq!(show(), expected, "{arguments}");
    }
    for (switch, strict) in [("on", true), ("off", false)] {
        shell.good(&format!("app strict {app} {switch}"));
        expected["strict"] = strict.into();
        assert_eq!(show(), expected);
    }
    for (flag, key, other) in [
        ("--app-sign", "app_sign", "server_secret"),
        ("--server-secret", "server_secret", "app_sign"),
    ] {
        let rotated = shell.json(&format!("app rotate {app} {flag} --json"));
        assert_ne!(rotated[key], expected[key]);
        assert_eq!(rotated.get(other), None, "the other secret was not asked for");
        expected[key] = rotated[key].clone();
        assert_eq!(show(), expected);
    }
}

#[test]
fn the_list_has_a_line_for_each_app() {
    let shell = Shell::new();
    let apps = [shell.app(), shell.app()];
    let list = shell.good("app list");
    assert_eq!(list.lines().count(), 3, "{list}");
    assert!(apps.iter().all(|app| list.contains(app)), "{list}");
}

#[test]
fn a_wrong_app_has_its_code_and_a_remedy() {
    let shell = Shell::new();
    shell.app();
    let error = shell.bad(1, "app show 5");
    assert!(error.contains("1001004") && error.contains("`cooee app list`"), "{error}");
    let error = shell.bad(2, "app show 0");
    assert!(error.contains("1001000"), "{error}");
    let error = shell.bad(2, "app show demo");
    assert!(error.contains("1001004"), "{error}");
}

#[test]
fn looking_makes_no_store() {
    let shell = Shell::new();
    let error = shell.bad(1, "app list");
    assert!(error.contains("there is no store at") && error.contains("app create"), "{error}");
    assert!(!shell.data_dir().exists());
}

#[test]
fn a_change_needs_to_be_named() {
    let shell = Shell::new();
    let app = shell.app();
    shell.bad(2, &format!("app rotate {app}"));
    shell.bad(2, &format!("app auth {app}"));
    shell.bad(2, &format!("app auth {app} --open --token-only"));
    shell.bad(2, &format!("app strict {app}"));
}

#[test]
fn the_store_is_found_through_the_configuration_file_and_the_flag() {
    let shell = Shell::new();
    let app = shell.app();
    let (file, data_dir) = (shell.path("cooee.toml"), shell.data_dir());
    std::fs::write(&file, format!("data_dir = {data_dir:?}\n")).expect("written");
    for arguments in [
        format!("app list --config {}", file.display()),
        format!("app list --data-dir {}", data_dir.display()),
        format!("app --data-dir {} list", data_dir.display()),
    ] {
        let mut command = shell.command(crate::COOEE.as_ref());
        let run = crate::run(command.env_clear().args(arguments.split(' ')), "");
        assert!(run.output.contains(&app), "{arguments}: {}", run.errors);
    }
    std::fs::write(&file, "data_folder = 1\n").expect("written");
    let error = shell.bad(1, &format!("app list --config {}", file.display()));
    assert!(error.contains("data_folder in ") && error.contains("there is no such key"), "{error}");
}
