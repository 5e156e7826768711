//! `cooee operator`.

use crate::Shell;

#[test]
fn a_reset_prints_a_link_that_is_another_each_time() {
    let shell = Shell::new();
    let run = shell.run("operator reset");
    assert_eq!(run.exit_code, 1, "there is no store: {}", run.errors);
    assert!(run.errors.contains("there is no store at"), "{}", run.errors);
    shell.run("app create");
    let links = [(); 2].map(|()| shell.run("operator reset").output);
    for link in &links {
        let code = link.strip_prefix("http://localhost:7870/#setup=").expect("the link");
        assert_eq!(code.trim_end().len(), 32, "{link}");
    }
    assert_ne!(links[0], links[1]);
}
