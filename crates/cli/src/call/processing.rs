//! What is done to what is captured: `--processing`.

use cooee::Engine;

/// The parts that are on; all others are off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProcessingParts {
    aec: bool,
    ans: bool,
    agc: bool,
}

impl ProcessingParts {
    /// Reads `all`, `none`, or some of `aec,ans,agc`.
    pub fn read(text: &str) -> Result<Self, String> {
        match text {
            "all" => return Ok(Self { aec: true, ans: true, agc: true }),
            "none" => return Ok(Self::default()),
            _ => {}
        }
        let mut parts = Self::default();
        for word in text.split(',') {
            match word {
                "aec" => parts.aec = true,
                "ans" => parts.ans = true,
                "agc" => parts.agc = true,
                _ => {
                    return Err(format!(
                        "{word:?} is none of its parts: pass all, none, or some of aec,ans,agc"
                    ));
                }
            }
        }
        Ok(parts)
    }

    /// Ends the engine's own choice.
    pub fn apply(self, engine: &Engine) {
        engine.enable_aec(self.aec);
        engine.enable_ans(self.ans);
        engine.enable_agc(self.agc);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_all_or_none() {
        let read = ProcessingParts::read;
        assert_eq!(read("none"), Ok(ProcessingParts::default()));
        assert_eq!(read("all"), read("agc,aec,ans"));
        assert_eq!(read("ans"), Ok(ProcessingParts { ans: true, ..ProcessingParts::default() }));
        for wrong in ["", "aec,", "aec ans", "all,aec", "echo"] {
            let error = read(wrong).expect_err("not a list of parts");
            assert!(error.contains("aec,ans,agc"), "{error}");
        }
    }
}
