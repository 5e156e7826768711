//! What a listener hears over good and bad networks.

use std::time::Duration;

use cooee_audio::codec::OpusCodec;
use cooee_audio::level::Level;
use cooee_audio::{Playout, Redundancy};

use crate::network::{Call, Chance, Heard};

const MS: Duration = Duration::from_millis(1);

fn rep(name: &str, heard: &[Heard]) {
    let s = heard.last().unwrap().statistics;
    let tail = &heard[200..];
    let mean: f64 = tail.iter().map(|h| h.statistics.current_delay.as_secs_f64()*1000.0).sum::<f64>() / tail.len() as f64;
    let max = tail.iter().map(|h| h.statistics.current_delay).max().unwrap();
    let tm: f64 = tail.iter().map(|h| h.statistics.target_delay.as_secs_f64()*1000.0).sum::<f64>() / tail.len() as f64;
    println!("{name:28} conc {:5.2}% silent {:5.2}% ev {:3} late {:3} lost {:3} rec {:3} ins {:4}ms rem {:5}ms delay mean {mean:6.1} max {:4} target mean {tm:6.1}",
      100.0*s.concealed_samples as f64/s.played_samples as f64, 100.0*s.silent_samples as f64/s.played_samples as f64, s.concealment_events, s.late_packets, s.lost_packets, s.recovered_packets, s.inserted_samples/48, s.removed_samples/48, max.as_millis());
}

#[test]
fn explore() {
    let d = Call::default;
    rep("clean", &d().make(&OpusCodec, &mut |_| Some(30*MS)));
    rep("clean pairs", &Call{pulls_in_pairs:true,..d()}.make(&OpusCodec, &mut |_| Some(30*MS)));
    rep("clean red", &Call{redundancy:Redundancy::One,..d()}.make(&OpusCodec, &mut |_| Some(30*MS)));
    for red in [Redundancy::None, Redundancy::One] {
      let mk = || Call{redundancy:red, seconds: 30, ..d()};
      for loss in [0.02, 0.05, 0.1, 0.2, 0.3] {
        let mut c = Chance::new(5);
        rep(&format!("loss {loss} {red:?}"), &mk().make(&OpusCodec, &mut |_| (c.share() >= loss).then_some(30*MS)));
      }
      for mean in [2, 5, 10, 20, 50] {
        let mut c = Chance::new(7);
        rep(&format!("exp {mean} {red:?}"), &mk().make(&OpusCodec, &mut |_| Some(30*MS + c.exponential(mean*MS))));
      }
      let mut c = Chance::new(9);
      rep(&format!("exp 20 fifo {red:?}"), &{ let mut last=Duration::ZERO; mk().make(&OpusCodec, &mut |t| { let a=(t+30*MS+c.exponential(20*MS)).max(last); last=a; Some(a-t)})});
      for (name, from, len) in [("freeze 1s",8000,1000),("freeze 300",8000,300),("freeze 100",8000,100)] {
        let f=Duration::from_millis(from); let l=Duration::from_millis(len);
        let h = mk().make(&OpusCodec, &mut |t| Some(if t>=f && t<f+l { f+l-t+30*MS } else {30*MS}));
        rep(&format!("{name} {red:?}"), &h);
      }
      rep(&format!("stalls 200/2s {red:?}"), &mk().make(&OpusCodec, &mut |t| { let p=t.as_millis() as u32%2000; Some(if p<200 {(200-p)*MS+30*MS} else {30*MS})}));
      rep(&format!("step +60 at 8s {red:?}"), &mk().make(&OpusCodec, &mut |t| Some(if t>8000*MS {90*MS} else {30*MS})));
      rep(&format!("step -60 at 8s {red:?}"), &mk().make(&OpusCodec, &mut |t| Some(if t<8000*MS {90*MS} else {30*MS})));
      for drift in [500,-500,100,-100] {
        rep(&format!("drift {drift} {red:?}"), &Call{drift, seconds: 60, ..mk()}.make(&OpusCodec, &mut |_| Some(30*MS)));
      }
    }
    let _ = (Level::SILENCE, Playout::Idle);
}
