//! Lets the crate be compiled again after the web pages were built again.

fn main() {
    let built = "../../web/dist";
    // A folder that is missing would count as changed in each build. Without the workspace
    // around it the crate has no pages.
    std::fs::create_dir_all(built).ok();
    println!("cargo::rerun-if-changed={built}");
}
