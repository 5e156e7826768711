//! Random numbers from a seed, the same on every machine and in every version.

use std::time::Duration;

/// SplitMix64: small, fast and good enough to decide the fate of datagrams.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Random bytes, for keys and seeds.
    pub(crate) fn bytes<const LENGTH: usize>(&mut self) -> [u8; LENGTH] {
        std::array::from_fn(|_| self.next() as u8)
    }

    /// Uniform in 0..1.
    fn ratio(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True with this probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        // Always draws, so that a change of one figure leaves the others' luck as it was.
        self.ratio() < probability
    }

    /// Uniform between nothing and this.
    pub(crate) fn up_to(&mut self, most: Duration) -> Duration {
        most.mul_f64(self.ratio())
    }

    /// Exponentially distributed with this mean, and never more than ten times as long.
    pub(crate) fn exponential(&mut self, mean: Duration) -> Duration {
        mean.mul_f64((-(1.0 - self.ratio()).ln()).min(10.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_that_of_the_published_generator() {
        let mut random = Random::new(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn chances_and_means_come_true() {
        let mut random = Random::new(7);
        let hits = (0..100_000).filter(|_| random.chance(0.3)).count();
        assert!((29_000..31_000).contains(&hits), "{hits}");
        let mean = Duration::from_millis(20);
        let sum: Duration = (0..100_000).map(|_| random.exponential(mean)).sum();
        assert!((19.5..20.5).contains(&(sum.as_secs_f64() * 1e3 / 1e5)), "{sum:?}");
    }
}
