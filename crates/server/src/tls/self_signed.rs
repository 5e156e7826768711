//! A certificate of the server's own, for phones on the same network: their browsers lend the
//! microphone to pages over HTTPS alone, and warn once about a certificate that nobody signed.

use super::{CRYPTOGRAPHY, TlsError, certificate::Certificate};
use rcgen::{
    CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, SerialNumber,
};
use rustls::{
    RootCertStore,
    client::{WebPkiServerVerifier, danger::ServerCertVerifier},
    pki_types::{ServerName, UnixTime},
};
use std::{
    fs,
    io::{self, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime},
};
use tracing::info;

/// The file in the data folder, with the certificate and its key.
pub const FILE_NAME: &str = "tls-self-signed.pem";

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// For how long it is made. Apple's systems take none for longer than 825 days.
const VALID: Duration = Duration::from_secs(730 * DAY.as_secs());
/// What must be left when the server starts, since it is made at a start only.
const LEAST_LEFT: Duration = Duration::from_secs(60 * DAY.as_secs());
/// How far the clock of a client may be behind.
const CLOCK_SKEW: Duration = DAY;

/// The one that is kept in the data folder, where it fits; else a new one, which is kept.
pub fn certificate(data_dir: &Path, addresses: &[IpAddr]) -> Result<Certificate, TlsError> {
    let path = data_dir.join(FILE_NAME);
    let names = names(addresses);
    let kept = Certificate::of_files(&path, &path).ok().filter(|kept| fits(kept, &names));
    if let Some(kept) = kept {
        return Ok(kept);
    }
    info!(file = %path.display(), names = names.join(" "), "certificate made");
    write(&path, &make(&names)?).map_err(|source| TlsError::File { path: path.clone(), source })?;
    Certificate::of_files(&path, &path)
}

/// What the server is called by those who connect to it.
fn names(addresses: &[IpAddr]) -> Vec<String> {
    let mut all = vec![IpAddr::from(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()];
    for &address in addresses {
        if !address.is_unspecified() && !all.contains(&address) {
            all.push(address);
        }
    }
    let addresses = all.iter().map(IpAddr::to_string);
    std::iter::once("localhost".to_owned()).chain(addresses).collect()
}

/// Whether a client that trusts the certificate takes it for each of the names, for a while yet.
fn fits(kept: &Certificate, names: &[String]) -> bool {
    let certified = kept.current();
    let Ok(certificate) = certified.end_entity_cert() else { return false };
    let mut roots = RootCertStore::empty();
    if roots.add(certificate.clone()).is_err() {
        return false;
    }
    let verifier =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), CRYPTOGRAPHY.clone()).build();
    let Ok(verifier) = verifier else { return false };
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let moments = [since_epoch, since_epoch + LEAST_LEFT].map(UnixTime::since_unix_epoch);
    names.iter().all(|name| {
        let name = ServerName::try_from(name.as_str());
        name.is_ok_and(|name| {
            let is_good =
                |at| verifier.verify_server_cert(certificate, &[], &name, &[], at).is_ok();
            moments.into_iter().all(is_good)
        })
    })
}

/// The certificate and its key as a PEM text.
fn make(names: &[String]) -> Result<String, TlsError> {
    let now = SystemTime::now();
    let mut params = CertificateParams::new(names)?;
    params.not_before = (now - CLOCK_SKEW).into();
    params.not_after = (now + VALID).into();
    params.distinguished_name.push(DnType::CommonName, "Cooee server (self-signed)");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Browsers refuse two certificates of one issuer with the same number.
    params.serial_number = Some(SerialNumber::from(rand::random::<u64>() >> 1));
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    Ok(certificate.pem() + &key.serialize_pem())
}

/// Writes the file whole or not at all, readable by its owner only.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let unfinished = path.with_extension(format!("{:x}", rand::random::<u64>()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&unfinished).and_then(|mut file| file.write_all(text.as_bytes()));
    let kept = written.and_then(|()| fs::rename(&unfinished, path));
    if kept.is_err() {
        fs::remove_file(&unfinished).ok();
    }
    kept
}
