//! Certificates from files and of the server's own.

use super::{certificate::Certificate, self_signed};
use rcgen::{CertificateParams, KeyPair};
use std::{
    fs,
    net::IpAddr,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};
use tempfile::TempDir;

/// A certificate and its key as PEM texts.
fn pair() -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()]).unwrap().self_signed(&key);
    (certificate.unwrap().pem(), key.serialize_pem())
}

struct Files {
    _folder: TempDir,
    certificate: PathBuf,
    key: PathBuf,
}

impl Files {
    fn new((certificate, key): (&str, &str)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [certificate, key] =
            [("cert.pem", certificate), ("key.pem", key)].map(|(name, text)| {
                let path = folder.path().join(name);
                fs::write(&path, text).unwrap();
                path
            });
        Self { _folder: folder, certificate, key }
    }

    fn read(&self) -> Result<Certificate, String> {
        let short = |text: String| {
            let folder = format!("{}/", self.key.parent().unwrap().display());
            text.replace(&folder, "")
        };
        Certificate::of_files(&self.certificate, &self.key)
            .map_err(|error| short(error.to_string()))
    }
}

#[test]
fn what_is_wrong_with_the_files_is_said() {
    let (certificate, key) = pair();
    let (_, other_key) = pair();
    let half = &key[..key.len() / 2];
    let encrypted = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let broken = certificate.replacen("MI", "!!", 1);
    for (certificate, key, expected) in [
        (key.as_str(), key.as_str(), "cert.pem holds no certificate in PEM form"),
        ("", key.as_str(), "cert.pem holds no certificate in PEM form"),
        (&broken, &key, "cert.pem is damaged: not all of it is Base64"),
        (&certificate, &certificate, "key.pem holds no private key in PEM form"),
        (&certificate, half, "key.pem ends before its -----END line"),
        (&certificate, &encrypted, "key.pem is encrypted; `openssl pkey"),
        (&certificate, &other_key, "the key in key.pem does not belong to the certificate in cert"),
    ] {
        let error = Files::new((certificate, key)).read().err().unwrap();
        assert!(error.starts_with(expected), "{error}");
        assert!(!error.contains(&other_key[40..60]) && !error.contains(&half[40..60]), "{error}");
    }
    let files = Files::new((&certificate, &key));
    fs::remove_file(&files.key).unwrap();
    assert!(files.read().err().unwrap().starts_with("key.pem: No such file"));
    fs::remove_file(&files.certificate).unwrap();
    assert!(files.read().err().unwrap().starts_with("cert.pem: No such file"));
}

/// Writes a file as somebody does a while later.
fn write_later(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    let later = SystemTime::now() + Duration::from_secs(60);
    fs::File::options().write(true).open(path).unwrap().set_modified(later).unwrap();
}

#[test]
fn a_renewed_certificate_is_taken_over_once_both_files_are_there() {
    let (certificate, key) = pair();
    let files = Files::new((&certificate, &key));
    let served = files.read().unwrap();
    let first = served.current();
    assert_eq!(served.current().cert, first.cert);
    let (certificate, key) = pair();
    write_later(&files.certificate, &certificate);
    assert_eq!(served.current().cert, first.cert, "the key of the new one is missing yet");
    write_later(&files.key, &key);
    let second = served.current();
    assert_ne!(second.cert, first.cert);
    fs::remove_file(&files.key).unwrap();
    assert_eq!(served.current().cert, second.cert);
}

fn own(folder: &TempDir, addresses: &[&str]) -> Vec<u8> {
    let addresses: Vec<IpAddr> = addresses.iter().map(|ip| ip.parse().unwrap()).collect();
    let certificate = self_signed::certificate(folder.path(), &addresses).unwrap();
    certificate.current().cert[0].to_vec()
}

#[test]
fn a_certificate_of_its_own_is_kept_while_it_fits() {
    let folder = tempfile::tempdir().unwrap();
    let first = own(&folder, &["192.0.2.7", "2001:db8::7"]);
    assert_eq!(own(&folder, &["192.0.2.7", "2001:db8::7"]), first);
    assert_eq!(own(&folder, &["192.0.2.7"]), first, "one address less needs no other");
    let second = own(&folder, &["192.0.2.7", "192.0.2.8"]);
    assert_ne!(second, first, "a further address does");
    let path = folder.path().join(self_signed::FILE_NAME);
    fs::write(&path, "damaged").unwrap();
    assert_ne!(own(&folder, &["192.0.2.7"]), second);
    let files = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 1, "nothing unfinished is left behind");
}

#[test]
fn a_certificate_that_expires_soon_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(self_signed::FILE_NAME);
    let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let mut params = CertificateParams::new(names).unwrap();
    let key = KeyPair::generate().unwrap();
    let keep = |params: &CertificateParams| {
        let certificate = params.self_signed(&key).unwrap();
        fs::write(&path, certificate.pem() + &key.serialize_pem()).unwrap();
        certificate.der().to_vec()
    };
    let days = |days: u64| Duration::from_secs(days * 24 * 60 * 60);
    params.not_after = (SystemTime::now() + days(100)).into();
    let kept = keep(&params);
    assert_eq!(own(&folder, &[]), kept);
    params.not_after = (SystemTime::now() + days(30)).into();
    let kept = keep(&params);
    assert_ne!(own(&folder, &[]), kept);
}

#[cfg(unix)]
#[test]
fn its_key_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    own(&folder, &[]);
    let file = fs::metadata(folder.path().join(self_signed::FILE_NAME)).unwrap();
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
}
