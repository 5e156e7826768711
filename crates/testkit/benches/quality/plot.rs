//! `docs/quality.svg`: PESQ-WB against loss, for light and dark pages.

use crate::outcome::Outcome;
use crate::real_time::Measured;
use std::fmt::Write;

/// One line of the plot: loss in percent and PESQ-WB, by loss.
struct Curve {
    name: String,
    points: Vec<(f64, f64)>,
    is_target: bool,
}

pub fn svg(outcomes: &[Outcome], measured: &[Measured]) -> String {
    let curves = curves(outcomes, measured);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\">\n\
         <title>PESQ-WB against the share of packets that are lost</title>\n{STYLE}"
    );
    axes(&mut text);
    for (index, curve) in curves.iter().enumerate() {
        draw(&mut text, index, curve);
    }
    text.push_str("</svg>\n");
    text
}

fn curves(outcomes: &[Outcome], measured: &[Measured]) -> Vec<Curve> {
    let native = |prefix: &str, name: &str| Curve {
        name: name.to_owned(),
        points: sorted(outcomes.iter().filter_map(|outcome| {
            Some((loss(outcome.row.name, prefix)?, outcome.listener.quality))
        })),
        is_target: false,
    };
    let targets = outcomes.iter().filter_map(|outcome| {
        Some((loss(outcome.row.name, "loss ")?, outcome.row.targets.quality?))
    });
    let mut curves = vec![
        Curve { name: "target".to_owned(), points: sorted(targets), is_target: true },
        native("loss ", "native, uplink loss"),
        native("downlink loss ", "native, downlink loss"),
        native("bursts of 3, ", "native, bursts of 3"),
    ];
    let mut clients: Vec<&str> = Vec::new();
    for it in measured {
        if !clients.contains(&it.client.as_str()) {
            clients.push(&it.client);
        }
    }
    for client in clients {
        for (prefix, kind) in [("loss ", ""), ("downlink loss ", ", downlink")] {
            let own = measured.iter().filter(|it| it.client == client);
            let points = sorted(own.filter_map(|it| Some((loss(&it.condition, prefix)?, it.pesq))));
            // A clean call alone is no curve.
            if points.iter().any(|(loss, _)| *loss > 0.0) {
                curves.push(Curve { name: format!("{client}{kind}"), points, is_target: false });
            }
        }
    }
    curves
}

fn sorted(points: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let mut points: Vec<_> = points.collect();
    points.sort_by(|one, other| one.0.total_cmp(&other.0));
    points
}

/// The loss in percent of a row whose name is this prefix and a share; 0 for the clean row.
fn loss(name: &str, prefix: &str) -> Option<f64> {
    if name == crate::rows::CLEAN_NAME {
        return Some(0.0);
    }
    name.strip_prefix(prefix)?.strip_suffix(" %")?.parse().ok()
}

fn axes(text: &mut String) {
    let mut put = |part: String| text.push_str(&part);
    for score in 1..=4 {
        let y = vertical(f64::from(score));
        put(format!(
            "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{RIGHT}\" y2=\"{y:.1}\"/>\n"
        ));
        put(format!(
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{score}</text>\n",
            LEFT - 8.0,
            y + 4.0
        ));
    }
    for percent in (0..=50).step_by(10) {
        let x = horizontal(f64::from(percent));
        put(format!(
            "<line class=\"grid\" x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{BOTTOM}\"/>\n"
        ));
        put(format!(
            "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{percent} %</text>\n",
            BOTTOM + 20.0
        ));
    }
    let middle = (LEFT + RIGHT) / 2.0;
    put(format!(
        "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">packets lost</text>\n",
        BOTTOM + 42.0
    ));
    put(format!("<text x=\"{LEFT}\" y=\"{}\">PESQ-WB (median)</text>\n", TOP - 14.0));
}

fn draw(text: &mut String, index: usize, curve: &Curve) {
    let class =
        if curve.is_target { "target".to_owned() } else { format!("c{}", (index - 1) % COLOURS) };
    let points: Vec<_> =
        curve.points.iter().map(|(loss, score)| (horizontal(*loss), vertical(*score))).collect();
    let path: Vec<_> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    writeln!(text, "<polyline class=\"{class}\" points=\"{}\"/>", path.join(" "))
        .expect("a string");
    for (x, y) in &points {
        writeln!(text, "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\"/>")
            .expect("a string");
    }
    let y = TOP + 10.0 + 24.0 * index as f64;
    let (from, to) = (RIGHT + 24.0, RIGHT + 52.0);
    writeln!(
        text,
        "<polyline class=\"{class}\" points=\"{from},{y} {to},{y}\"/>\n\
         <circle class=\"{class}\" cx=\"{}\" cy=\"{y}\" r=\"3.5\"/>\n\
         <text x=\"{}\" y=\"{}\">{}</text>",
        (from + to) / 2.0,
        to + 8.0,
        y + 4.0,
        curve.name.replace('&', "&amp;").replace('<', "&lt;"),
    )
    .expect("a string");
}

fn horizontal(loss: f64) -> f64 {
    LEFT + loss / 50.0 * (RIGHT - LEFT)
}

fn vertical(score: f64) -> f64 {
    BOTTOM - (score - 1.0) / (4.64 - 1.0) * (BOTTOM - TOP)
}

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 548.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 360.0;

/// How many colours [`STYLE`] has.
const COLOURS: usize = 8;

const STYLE: &str = "\
<style>
text { font: 14px sans-serif; fill: #24292f; }
.grid { stroke: #d0d7de; }
polyline { fill: none !important; stroke-width: 2.5; }
.target { stroke: #6e7781; fill: #6e7781; stroke-dasharray: 5 4; }
.c0 { stroke: #0969da; fill: #0969da; }
.c1 { stroke: #1a7f37; fill: #1a7f37; }
.c2 { stroke: #8250df; fill: #8250df; }
.c3 { stroke: #cf222e; fill: #cf222e; }
.c4 { stroke: #bc4c00; fill: #bc4c00; }
.c5 { stroke: #9a6700; fill: #9a6700; }
.c6 { stroke: #bf3989; fill: #bf3989; }
.c7 { stroke: #1b7c83; fill: #1b7c83; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .grid { stroke: #3d444d; }
  .target { stroke: #9198a1; fill: #9198a1; }
  .c0 { stroke: #58a6ff; fill: #58a6ff; }
  .c1 { stroke: #3fb950; fill: #3fb950; }
  .c2 { stroke: #bc8cff; fill: #bc8cff; }
  .c3 { stroke: #ff7b72; fill: #ff7b72; }
  .c4 { stroke: #f0883e; fill: #f0883e; }
  .c5 { stroke: #d29922; fill: #d29922; }
  .c6 { stroke: #f778ba; fill: #f778ba; }
  .c7 { stroke: #39c5cf; fill: #39c5cf; }
}
</style>
";
