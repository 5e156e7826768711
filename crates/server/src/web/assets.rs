//! The files of the web build, inside this program.

use flate2::{Compression, write::GzEncoder};
use rust_embed::RustEmbed;
use std::{
    borrow::Cow,
    collections::BTreeMap,
    io::Write,
    sync::{LazyLock, OnceLock},
};
use tokio::task::spawn_blocking;

/// Smaller texts fit into one packet as they are.
const LEAST_TO_COMPRESS: usize = 1024;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Embedded;

static ASSETS: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
    let names = Embedded::iter().map(Cow::into_owned);
    let read = |name: String| {
        let file = Embedded::get(&name)?;
        let Cow::Borrowed(bytes) = file.data else { return None };
        let asset = Asset::new(&name, bytes, &file.metadata.sha256_hash());
        Some((name, asset))
    };
    names.filter_map(read).collect()
});

/// A file of the web build.
pub struct Asset {
    pub bytes: &'static [u8],
    pub media_type: &'static str,
    /// Names the contents.
    pub tag: String,
    /// Whether the name changes with the contents.
    is_named_by_contents: bool,
    compressed: OnceLock<Option<Vec<u8>>>,
}

/// Finds a file by its path in the folder of the web build.
pub fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.get(path)
}

/// Whether there was a web build when this program was compiled.
pub fn are_built() -> bool {
    !ASSETS.is_empty()
}

impl Asset {
    pub fn new(name: &str, bytes: &'static [u8], hash: &[u8]) -> Self {
        Self {
            bytes,
            media_type: media_type(name),
            tag: format!("W/\"{}\"", hex::encode(hash)),
            // The folder into which Vite puts what it names by a hash.
            is_named_by_contents: name.starts_with("console/assets/"),
            compressed: OnceLock::new(),
        }
    }

    /// For how long the file may be kept without a question.
    pub fn caching(&self) -> &'static str {
        match self.is_named_by_contents {
            true => "public, max-age=31536000, immutable",
            false => "no-cache",
        }
    }

    /// The gzip form, if it is worth it.
    pub async fn compressed(&'static self) -> Option<&'static [u8]> {
        if self.compressed.get().is_none() {
            // The first one who asks has it made, without holding up the calls of this thread.
            spawn_blocking(|| self.compressed.get_or_init(|| self.compress())).await.ok();
        }
        self.compressed.get()?.as_deref()
    }

    fn compress(&self) -> Option<Vec<u8>> {
        let is_text = self.media_type.contains("charset") || self.media_type.ends_with("json");
        if !is_text || self.bytes.len() < LEAST_TO_COMPRESS {
            return None;
        }
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(self.bytes).ok()?;
        encoder.finish().ok()
    }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        // Declarations (.d.ts): TypeScript has no type of its own, and .ts is also a video.
        "ts" | "txt" => "text/plain; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}
